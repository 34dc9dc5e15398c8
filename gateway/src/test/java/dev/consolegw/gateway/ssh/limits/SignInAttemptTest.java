package dev.consolegw.gateway.ssh.limits;

import static org.assertj.core.api.Assertions.assertThat;

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

    assertThat(attempt.toString())
        .hasSizeLessThan(1_000)
        .matches("user=\\S.* method=other offered=20 keys=SHA256:\\S+ cause=too-many-keys")
        .doesNotContain("\u001b", "\n");
  }
}
