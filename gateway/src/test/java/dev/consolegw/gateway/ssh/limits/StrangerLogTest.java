package dev.consolegw.gateway.ssh.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.LogRateLimit;
import dev.consolegw.gateway.ops.audit.AuditLog;
import dev.consolegw.gateway.testing.LoggedLines;
import dev.consolegw.gateway.testing.ManualClock;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Strangers write little, however many they are. */
class StrangerLogTest {
  private final ManualClock clock = new ManualClock();
  private final StrangerLog lines = new StrangerLog(clock, new AuditLog(clock, () -> true));
  private final AtomicInteger written = new AtomicInteger();

  private void say(String from, int times) {
    for (int i = 0; i < times; i++) {
      lines.say(PenaltiesTest.network(from), written::incrementAndGet);
    }
  }

  @Test
  void ofOneNetworkAFewLinesAreWrittenAndTheRestIsSummedUp() {
    try (var logged = LoggedLines.of("audit")) {
      say("127.0.0.7", 1000);
      assertThat(written).hasValue(LogRateLimit.Bounds.STRANGERS.each());
      say("127.0.0.8", 1);
      assertThat(written).hasValue(LogRateLimit.Bounds.STRANGERS.each() + 1);

      clock.advance(StrangerLog.MINUTE);
      lines.sumUp();

      assertThat(logged.lines())
          .containsExactly("event=more-from-stranger from=127.0.0.7 count=997");
      say("127.0.0.7", 1);
      assertThat(written).hasValue(LogRateLimit.Bounds.STRANGERS.each() + 2);
    }
  }

  @Test
  void allTogetherAreBoundedToo() {
    try (var logged = LoggedLines.of("audit")) {
      for (int i = 0; i < 5_000; i++) {
        say("10.0.%d.%d".formatted(i >> 8, i & 255), 2);
      }
      assertThat(written).hasValue(LogRateLimit.Bounds.STRANGERS.all());

      clock.advance(StrangerLog.MINUTE);
      lines.sumUp();

      assertThat(logged.lines()).hasSize(StrangerLog.SUMMED + 1);
      assertThat(logged.lines().getLast())
          .startsWith("event=more-from-strangers networks-beside=4910 count=9820");
    }
  }
}
