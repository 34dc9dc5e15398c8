package dev.consolegw.gateway.ssh.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.ops.audit.AuditEvent;
import dev.consolegw.gateway.ops.audit.AuditLog;
import dev.consolegw.gateway.testing.Grants;
import dev.consolegw.gateway.testing.LoggedLines;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** What counts as a key, and what of it all is logged. */
class SignInAttemptTest {
  private final SignInAttempt attempt = new SignInAttempt();

  private static byte[] key(int number) {
    return new byte[] {(byte) number};
  }

  @Test
  void anOfferAndItsSignatureAreOneKey() {
    for (int i = 0; i < SignInAttempt.KEYS; i++) {
      assertThat(attempt.key(key(i), false)).isTrue();
      assertThat(attempt.key(key(i), true)).isTrue();
    }

    assertThat(attempt.key(key(99), false)).isFalse();
  }

  @Test
  void aSignatureWithoutAnOfferIsAKey() {
    for (int i = 0; i < SignInAttempt.KEYS; i++) {
      assertThat(attempt.key(key(0), true)).isTrue();
    }

    assertThat(attempt.key(key(0), true)).isFalse();
  }

  @Test
  void theSameKeyOfferedAgainIsAnother() {
    for (int i = 0; i < SignInAttempt.KEYS; i++) {
      assertThat(attempt.key(key(0), false)).isTrue();
    }

    assertThat(attempt.key(key(0), false)).isFalse();
  }

  @Test
  void whatIsLoggedIsBoundedAndNobodysEscapeSequence() {
    attempt.asked("\u001b[2Jroot\n" + "x".repeat(100_000), "\u001b[2J");
    for (int i = 0; i < 21; i++) {
      attempt.key(key(i), false);
    }

    var told = attempt.told();
    assertThat(told.methods()).containsExactly("other");
    assertThat(told.offered()).isEqualTo(20);
    assertThat(told.keys()).hasSize(20).allMatch(key -> key.startsWith("SHA256:"));
    assertThat(told.cause()).isEqualTo("too-many-keys");
    try (var log = LoggedLines.of("audit")) {
      var from = Grants.from("192.0.2.7");
      new AuditLog(InstantSource.system(), () -> true)
          .record(new AuditEvent.NotSignedIn(from, told));

      assertThat(log.lines().getFirst())
          .hasSizeLessThan(1_000)
          .matches(
              "event=not-signed-in from=/192.0.2.7:0 user=\\S.* method=other offered=20"
                  + " keys=SHA256:\\S+ cause=too-many-keys")
          .doesNotContain("\u001b", "\n");
    }
  }
}
