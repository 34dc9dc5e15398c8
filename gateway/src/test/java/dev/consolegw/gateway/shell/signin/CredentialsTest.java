package dev.consolegw.gateway.shell.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.config.value.Secret;
import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestException.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
  private static Credentials of(String account, String password) {
    return SignInTest.credentials(account, password);
  }

  @Test
  void theSameAccountAndPasswordAreTheSame() throws Exception {
    assertThat(of("root", "a")).isEqualTo(of("root", "a")).hasSameHashCodeAs(of("root", "a"));
    assertThat(of("root", "a")).isNotEqualTo(of("root", "b"));
    assertThat(of("root", "a")).isNotEqualTo(of("roota", ""));
    assertThat(of("root", "")).isNotEqualTo(Credentials.of("root", Optional.empty()));
  }

  @Test
  void aPasswordIsNotShown() {
    assertThat(of("root", "s3cret").toString()).isEqualTo("root with a password");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\rb",
        "a\nb",
        "a\003",
        "\033[A",
        "a\177",
        "a\u0085b",
        "a\u2028b",
        "a\uFFFDb",
        "\uD800"
      })
  void whatIsNoLetterIsNotTyped(String text) {
    var password =
        catchThrowableOfType(
            GuestException.class, () -> Credentials.of("root", Optional.of(new Secret(text))));
    var account =
        catchThrowableOfType(GuestException.class, () -> Credentials.of(text, Optional.empty()));

    assertThat(password.kind()).isEqualTo(Kind.REFUSED);
    assertThat(password.getMessage()).contains("control character").doesNotContain(text);
    assertThat(account.kind()).isEqualTo(Kind.REFUSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-f", "-froot", "a b", "a\tb", " ", "\u00a0x y"})
  void whatALoginWouldReadOtherwiseIsNoAccount(String account) {
    var failure =
        catchThrowableOfType(GuestException.class, () -> Credentials.of(account, Optional.empty()));

    assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
  }

  @Test
  void passwordsHoldAnyLettersAndBlanks() throws Exception {
    for (var password : new String[] {"", " a b ", "pä$$wörd", "密码", "-x", "'\"\\`$(id)"}) {
      assertThat(Credentials.of("lab\\alice@corp", Optional.of(new Secret(password)))).isNotNull();
    }
  }

  @Test
  void nothingIsTooLongToBeTyped() {
    assertThat(
            catchThrowableOfType(
                GuestException.class,
                () -> of2("a".repeat(Credentials.ACCOUNT + 1), Optional.empty())))
        .hasMessageContaining("more than 256 bytes");
    assertThat(
            catchThrowableOfType(
                GuestException.class, () -> of2("root", Optional.of(new Secret("ä".repeat(600))))))
        .hasMessageContaining("more than 1,024 bytes");
  }

  private static Credentials of2(String account, Optional<Secret> password) throws GuestException {
    return Credentials.of(account, password);
  }
}
