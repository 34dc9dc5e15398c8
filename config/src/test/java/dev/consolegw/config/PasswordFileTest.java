package dev.consolegw.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFileTest {
  @TempDir private Path folder;

  private Path file(byte[] text, String mode) throws IOException {
    var file = Files.write(folder.resolve("pw"), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }

  private Path file(String text, String mode) throws IOException {
    return file(text.getBytes(StandardCharsets.UTF_8), mode);
  }

  private void refused(Path file, String why) {
    assertThatThrownBy(() -> PasswordFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(why.replace("FILE", file.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b: ü", "a b: ü\n", "a b: ü\r\n", "a b: ü\nmore\n"})
  void thePasswordIsTheFirstLine(String text) throws IOException {
    var secret = PasswordFile.read(file(text, "rw-------"));

    assertThat(secret.value()).isEqualTo("a b: ü");
    assertThat(secret).hasToString("(secret)");
  }

  @Test
  void oneAsLongAsPasswordsMayBeIsReadAndALongerOneRefused() throws IOException {
    var longest = "x".repeat(PasswordFile.MAX_BYTES);

    assertThat(PasswordFile.read(file(longest + "\n", "r--------")).value()).isEqualTo(longest);
    refused(
        file(longest + "x", "rw-------"),
        "the first line of FILE is no password: it has more than 512 bytes");
  }

  @Test
  void aTokenMayBeLonger() throws IOException {
    var longest = "x".repeat(PasswordFile.MAX_TOKEN_BYTES);
    var file = file(longest + "\nmore\n", "rw-------");

    assertThat(PasswordFile.read(file, PasswordFile.Content.TOKEN).value()).isEqualTo(longest);
    var longer = file(longest + "x", "rw-------");
    assertThatThrownBy(() -> PasswordFile.read(longer, PasswordFile.Content.TOKEN))
        .hasMessage(
            "the first line of %s is no token: it has more than 16384 bytes".formatted(longer));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw----r--", "rw-r-----", "rw--w----", "rw------x"})
  void aFileOfOursThatOthersMayUseIsRefused(String mode) throws IOException {
    refused(
        file("secret", mode),
        "others may read the password in FILE; chmod 0600 it, and change it in the guest if"
            + " somebody did");
  }

  @Test
  void aFileThatHoldsNoneIsRefusedWithoutAWordOfWhatItHolds() throws IOException {
    refused(folder.resolve("none"), "there is no FILE; write the password into it, with mode 0600");
    refused(folder, "FILE is a directory; name a file");
    refused(
        file("\nsecret", "rw-------"), "the first line of FILE is empty; write the password there");
    var untyped =
        "the first line of FILE has bytes that nobody types; write the password alone, in UTF-8";
    refused(file("sec\u0003ret", "rw-------"), untyped);
    refused(file(new byte[] {'s', (byte) 0xff}, "rw-------"), untyped);
  }
}
