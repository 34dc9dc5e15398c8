package dev.consolegw.gateway.ops.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is counted, and how it is written. */
class MetricsTest {
  private static final int MANY = 100_000;

  private final Metrics metrics = new Metrics();

  private String text() {
    return new String(metrics.text(), UTF_8);
  }

  @Test
  void whatAlertsAreMadeOfIsThereBeforeItHappens() {
    assertThat(text())
        .contains("console_gw_sign_ins_total{method=\"publickey\",result=\"accepted\"} 0.0\n")
        .contains("console_gw_sign_ins_total{method=\"none\",result=\"turned-away\"} 0.0\n")
        .contains("console_gw_ssh_probes_total 0.0\n");
  }

  @Test
  void aDialIsCountedByWireAndResultAndItsTimeByWire() {
    metrics.dialled("tcp", "ok", Duration.ofMillis(30));
    metrics.dialled("tcp", "unreachable", Duration.ofSeconds(5));

    assertThat(text())
        .contains("console_gw_dials_total{result=\"ok\",wire=\"tcp\"} 1.0\n")
        .contains("console_gw_dials_total{result=\"unreachable\",wire=\"tcp\"} 1.0\n")
        .contains("console_gw_dial_duration_seconds_bucket{wire=\"tcp\",le=\"0.025\"} 0\n")
        .contains("console_gw_dial_duration_seconds_bucket{wire=\"tcp\",le=\"0.05\"} 1\n")
        .contains("console_gw_dial_duration_seconds_bucket{wire=\"tcp\",le=\"+Inf\"} 2\n")
        .contains("console_gw_dial_duration_seconds_sum{wire=\"tcp\"} 5.03\n");
  }

  @Test
  void aSignInIsTimedWhenItWorks() {
    metrics.signedIn(Duration.ofMillis(200));
    metrics.notSignedIn(Metrics.SignIn.FAILED, Metrics.Method.OTHER);

    assertThat(text())
        .contains("console_gw_sign_ins_total{method=\"publickey\",result=\"accepted\"} 1.0\n")
        .contains("console_gw_sign_ins_total{method=\"other\",result=\"failed\"} 1.0\n")
        .contains("console_gw_sign_in_duration_seconds_count 1\n");
  }

  @Test
  void aCloudThatAnswersWhateverItLikesMakesAFewHundredSeriesAtMost() {
    for (int status = -1000; status < 10_000; status++) {
      metrics.cloudAsked("Nova", Optional.of(status));
    }
    metrics.cloudAsked("Nova", Optional.empty());

    assertThat(text().lines().filter(line -> line.startsWith("console_gw_openstack_calls_total{")))
        .hasSize(501)
        .contains("console_gw_openstack_calls_total{code=\"404\",service=\"nova\"} 1.0");
  }

  @Test
  void whatIsTheCaseIsAskedForAtEachReading() {
    var now = new long[] {1};
    metrics.gauge("one", "One.", () -> now[0]);
    metrics.total("grown", "Grown.", () -> now[0]);
    metrics.totals("ways", "Ways.", "direction", () -> Map.of("in", now[0], "out", 7L));
    metrics.gauges("kinds", "Kinds.", List.of("a", "b"), () -> Map.of(List.of("x", "y"), 2.0));
    assertThat(text()).contains("console_gw_one 1.0\n").contains("console_gw_grown_total 1.0\n");

    now[0] = 5;

    assertThat(text())
        .contains("# TYPE console_gw_one gauge\nconsole_gw_one 5.0\n")
        .contains("# TYPE console_gw_grown_total counter\nconsole_gw_grown_total 5.0\n")
        .contains("console_gw_ways_total{direction=\"in\"} 5.0\n")
        .contains("console_gw_ways_total{direction=\"out\"} 7.0\n")
        .contains("console_gw_kinds{a=\"x\",b=\"y\"} 2.0\n");
  }

  /**
   * Some bytes each for the array of labels, where the JIT does not do without; nothing that stays.
   */
  @Test
  void toCountADialCostsLittleMemory() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    countMany();
    long before = threads.getCurrentThreadAllocatedBytes();

    countMany();

    long each = (threads.getCurrentThreadAllocatedBytes() - before) / MANY;
    assertThat(each).isLessThan(1024);
  }

  private void countMany() {
    for (int i = 0; i < MANY; i++) {
      metrics.dialled("tcp", "ok", Duration.ofMillis(3));
    }
  }
}
