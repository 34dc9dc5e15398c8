package dev.consolegw.gateway.shell.guest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginPromptTest {
  private static final String BOOT = "Debian GNU/Linux 12 web1 ttyS0\r\n\r\nweb1 login: ";

  private static boolean ends(LoginPrompt prompt, String text) {
    return prompt.ends(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
  }

  @Property
  void itIsSeenInAnyPieces(@ForAll @IntRange(min = 1, max = 20) int piece) {
    var prompt = new LoginPrompt();
    boolean seen = false;
    for (int at = 0; at < BOOT.length(); at += piece) {
      assertThat(seen).as("before its end").isFalse();
      seen = ends(prompt, BOOT.substring(at, Math.min(BOOT.length(), at + piece)));
    }
    assertThat(seen).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"Last login: Sun", "'Password: '", "login", "'login:  '"})
  void otherTextIsNone(String text) {
    assertThat(ends(new LoginPrompt(), text)).isFalse();
  }
}
