package dev.consolegw.gateway.e2e.console;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A viewer that opens and closes its session for ever leaves nothing behind. */
class ComeAndGoTest {
  private static final int TIMES = 1000;

  /** What may be under way at any moment, of each kind. */
  private static final int SLACK = 10;

  /** Some timers go on for seconds after a session has ended, such as that of its channel. */
  private static final Duration SETTLED = Duration.ofSeconds(60);

  private static final String[] KINDS = {
    "dev.consolegw.gateway.console.viewer.LocalViewer",
    "dev.consolegw.gateway.console.viewer.OutputPump",
    "dev.consolegw.gateway.session.Session",
    "dev.consolegw.authz.Grant",
    "dev.consolegw.gateway.ssh.SshChannel",
    "java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask",
    "java.lang.VirtualThread",
    "java.lang.Thread",
  };

  /** How many there are of each kind that can be reached, and how many files are open. */
  private static Map<String, Integer> count() throws JMException {
    var histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    var counts = new TreeMap<String, Integer>();
    for (var kind : KINDS) {
      counts.put(kind, 0);
    }
    for (var line : histogram.lines().toList()) {
      var words = line.strip().split("\\s+", -1);
      if (words.length > 3 && counts.containsKey(words[3])) {
        counts.put(words[3], Integer.parseInt(words[1]));
      }
    }
    counts.put("files", Objects.requireNonNull(new File("/proc/self/fd").list()).length);
    return counts;
  }

  @Test
  @Tag("long")
  void aThousandSessionsLeaveNothingBehind() throws JMException {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/web1", vm).with("capture: always"))) {
      var alice = gateway.ssh(ALICE, "web1+eof=close");
      var control = "-oControlPath=" + gateway.folder().resolve("mux");
      try (var _ = alice.option(control, "-oControlMaster=yes").command("log --follow").pipes()) {
        var one = alice.option(control, "-oProxyCommand=false");
        awaitConnection(one);
        comeAndGo(one, 2 * SLACK);
        var before = count();

        comeAndGo(one, TIMES);

        assertThat(gateway.ssh(ALICE, "web1").command("who").run().out())
            .isEqualTo("nobody is here\n");
        assertThat(leftOver(before)).isEmpty();
      }
    }
  }

  /** Of which kinds there are more than before, as soon as there are none, or after a while. */
  private static Map<String, Integer> leftOver(Map<String, Integer> before) throws JMException {
    var until = Instant.now().plus(SETTLED);
    while (true) {
      var more = new TreeMap<>(count());
      more.entrySet()
          .removeIf(kind -> kind.getValue() <= before.getOrDefault(kind.getKey(), 0) + SLACK);
      if (more.isEmpty() || Instant.now().isAfter(until)) {
        return more;
      }
    }
  }

  /** The connection that all share stands a moment after its process has begun. */
  private static void awaitConnection(Ssh one) {
    while (one.option("-Ocheck").run().exitCode() != 0) {
      Thread.onSpinWait();
    }
  }

  private static void comeAndGo(Ssh one, int times) {
    for (int i = 0; i < times; i++) {
      var result = one.run();
      assertThat(result.exitCode()).isZero();
      assertThat(result.err()).startsWith("console: attached").hasLineCount(1);
    }
  }
}
