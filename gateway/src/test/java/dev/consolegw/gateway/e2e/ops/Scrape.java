package dev.consolegw.gateway.e2e.ops;

import dev.consolegw.gateway.testing.client.RawHttp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;

/** The metrics of a gateway as Prometheus reads them. */
record Scrape(String text) {
  private static final Pattern SAMPLE =
      Pattern.compile("(?m)^(console_gw_[a-z_]+)(\\{(.*)})? ([-+0-9.eEInfNa]+)$");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
  private static final Pattern TYPE =
      Pattern.compile("(?m)^# TYPE (console_gw_[a-z_]+) (counter|gauge|histogram)$");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What a gateway tells at a port of the loopback. */
  static Scrape of(int port) {
    return new Scrape(body(get(port, "/metrics")));
  }

  /** The whole answer to a request. */
  static String get(int port, String path) {
    return RawHttp.ask(port, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  /** Scrapes until a sample is as wanted, and gives it. */
  static double await(int port, String sample, DoublePredicate wanted) {
    double last = Double.NaN;
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - end < 0) {
      last = of(port).value(sample);
      if (wanted.test(last)) {
        return last;
      }
    }
    throw new AssertionError(sample + " is " + last);
  }

  /** Names and types, such as {@code console_gw_sessions} and {@code gauge}. */
  Map<String, String> types() {
    var types = new LinkedHashMap<String, String>();
    var found = TYPE.matcher(text);
    while (found.find()) {
      types.put(found.group(1), found.group(2));
    }
    return types;
  }

  /** What stands before the values: {@code console_gw_sessions{kind="shell",role="none"}}. */
  List<String> series() {
    var all = new ArrayList<String>();
    var found = SAMPLE.matcher(text);
    while (found.find()) {
      all.add(found.group(1) + (found.group(2) == null ? "" : found.group(2)));
    }
    return all;
  }

  /** The values of all labels of this name. */
  Set<String> values(String label) {
    var all = new TreeSet<String>();
    var found = LABEL.matcher(text);
    while (found.find()) {
      if (found.group(1).equals(label)) {
        all.add(found.group(2));
      }
    }
    return all;
  }

  /** The names of all labels of a metric's samples. */
  Set<String> labels(String name) {
    var all = new TreeSet<String>();
    for (var series : series()) {
      if (series.startsWith(name + "{") || series.startsWith(name + "_bucket{")) {
        var found = LABEL.matcher(series);
        while (found.find()) {
          all.add(found.group(1));
        }
      }
    }
    return all;
  }

  /**
   * The value of a sample.
   *
   * @param sample with its labels in any order
   */
  double value(String sample) {
    var found = SAMPLE.matcher(text);
    var wanted = parts(sample);
    while (found.find()) {
      if (parts(found.group(1) + (found.group(2) == null ? "" : found.group(2))).equals(wanted)) {
        return Double.parseDouble(found.group(4));
      }
    }
    return Double.NaN;
  }

  private static Set<String> parts(String sample) {
    return new TreeSet<>(Arrays.asList(sample.split("[{},]")));
  }
}
