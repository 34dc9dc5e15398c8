package dev.consolegw.gateway.ops.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The metrics of one gateway. What happens is counted here where it does; what is the case is asked
 * for when somebody reads them. No label has a person, a console or an address in it: every label
 * is one of a few words, so that there are never more series than some hundreds.
 *
 * <p>Any thread. To count waits for nobody; for what is counted for every piece of output there is
 * {@code Tally}, which is read from here.
 */
public final class Metrics {
  /** Before every name. */
  static final String PREFIX = "console_gw_";

  /** What {@link #text} is, for HTTP. */
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final double[] SECONDS = {.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30};
  private static final double NANOS = 1e9;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

  private final Counter signIns =
      counter("sign_ins", "Connections that signed in, or did not.", "result", "method");
  private final Histogram signInTime =
      histogram("sign_in_duration_seconds", "From a connection to its sign-in.");
  private final Counter probes =
      counter("ssh_probes", "SSH connections that ended before they had said a byte.");
  private final Histogram openTime =
      histogram("session_open_duration_seconds", "From a request for a console to its first word.");
  private final Counter dials = counter("dials", "Dials of consoles.", "wire", "result");
  private final Histogram dialTime =
      histogram("dial_duration_seconds", "How long a dial took, whatever came of it.", "wire");
  private final Counter cloudCalls =
      counter(
          "openstack_calls", "Tries to ask the cloud; code none: no answer.", "service", "code");

  /** How a connection came to its end at the door. */
  public enum SignIn {
    /** Signed in. */
    ACCEPTED,
    /** Left or was cut off without it. */
    FAILED,
    /** There was no place, or a penalty. */
    TURNED_AWAY;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How somebody wants to sign in. */
  public enum Method {
    PUBLICKEY,
    /** Another method of SSH. */
    OTHER,
    /** None was asked for. */
    NONE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** All at 0, but for what was not asked for yet. */
  public Metrics() {
    signIns.initLabelValues(SignIn.ACCEPTED.toString(), Method.PUBLICKEY.toString());
    signIns.initLabelValues(SignIn.TURNED_AWAY.toString(), Method.NONE.toString());
    for (var method : Method.values()) {
      signIns.initLabelValues(SignIn.FAILED.toString(), method.toString());
    }
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder()
        .name(PREFIX + name)
        .help(help)
        .labelNames(labels)
        .withoutExemplars()
        .register(registry);
  }

  private Histogram histogram(String name, String help, String... labels) {
    return Histogram.builder()
        .name(PREFIX + name)
        .help(help)
        .labelNames(labels)
        .classicOnly()
        .classicUpperBounds(SECONDS)
        .withoutExemplars()
        .register(registry);
  }

  /** Somebody has signed in, so long after they came. */
  public void signedIn(Duration took) {
    signIns.labelValues(SignIn.ACCEPTED.toString(), Method.PUBLICKEY.toString()).inc();
    signInTime.observe(seconds(took));
  }

  /** A connection has ended without a sign-in. */
  public void notSignedIn(SignIn result, Method method) {
    signIns.labelValues(result.toString(), method.toString()).inc();
  }

  /** A connection has ended before it had said anything. */
  public void probed() {
    probes.inc();
  }

  /** A console is shown to somebody, so long after they have asked for it. */
  public void opened(Duration took) {
    openTime.observe(seconds(took));
  }

  /**
   * A dial is over.
   *
   * @param wire what was dialled, such as {@code tcp}
   * @param result {@code ok}, or a word for why not
   */
  public void dialled(String wire, String result, Duration took) {
    dials.labelValues(wire, result).inc();
    dialTime.labelValues(wire).observe(seconds(took));
  }

  /** A try to ask a service of the cloud is over; empty without an answer. */
  public void cloudAsked(String service, Optional<Integer> status) {
    var code = status.filter(it -> it >= 100 && it < 600).map(String::valueOf).orElse("none");
    cloudCalls.labelValues(service.toLowerCase(Locale.ROOT), code).inc();
  }

  private static double seconds(Duration time) {
    return time.toNanos() / NANOS;
  }

  /** A number that only grows; asked for when somebody reads it. */
  public void total(String name, String help, LongSupplier now) {
    totals(name, help, "", () -> Map.of("", now.getAsLong()));
  }

  /**
   * Such numbers by label.
   *
   * @param label what tells them apart; empty for one without a label
   */
  public void totals(String name, String help, String label, Supplier<Map<String, Long>> now) {
    var made = CounterWithCallback.builder().name(PREFIX + name).help(help);
    if (!label.isEmpty()) {
      made.labelNames(label);
    }
    made.callback(
            called -> now.get().forEach((value, count) -> called.call(count, labels(label, value))))
        .register(registry);
  }

  /** Something that is the case; asked for when somebody reads it. */
  public void gauge(String name, String help, LongSupplier now) {
    gauges(name, help, List.of(), () -> Map.of(List.of(), (double) now.getAsLong()));
  }

  /** Such things by labels. */
  public void gauges(
      String name, String help, List<String> labels, Supplier<Map<List<String>, Double>> now) {
    GaugeWithCallback.builder()
        .name(PREFIX + name)
        .help(help)
        .labelNames(labels.toArray(String[]::new))
        .callback(called ->
            now.get().forEach((values, value) -> called.call(value, values.toArray(String[]::new))))
        .register(registry);
  }

  private static String[] labels(String label, String value) {
    return label.isEmpty() ? new String[0] : new String[] {value};
  }

  /** All of them, as Prometheus reads them: its text format 0.0.4. */
  public byte[] text() {
    var out = new ByteArrayOutputStream();
    try {
      writer.write(out, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException impossible) {
      throw new UncheckedIOException("there is no writing to memory", impossible);
    }
    return out.toByteArray();
  }
}
