package dev.consolegw.authz.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.SshKey;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizedKeysFileTest {
  @TempDir private Path folder;

  private final Problems problems = new Problems();
  private final AuthorizedKeys reader = new AuthorizedKeys(problems);

  @ParameterizedTest
  @CsvSource({"ed25519, 256", "ecdsa, 256", "ecdsa, 384", "ecdsa, 521", "rsa, 2048", "rsa, 3072"})
  void whatSshKeygenMakesIsReadWithTheSameFingerprint(String kind, String bits) throws Exception {
    var key = folder.resolve("id");
    run("ssh-keygen", "-q", "-t", kind, "-b", bits, "-N", "", "-C", "a b", "-f", key.toString());
    var pub = folder.resolve("id.pub");

    var keys = read(pub);

    assertThat(problems.all()).isEmpty();
    assertThat(keys).hasSize(1);
    var printed = run("ssh-keygen", "-l", "-f", pub.toString());
    assertThat(printed.split(" ", -1)[1]).isEqualTo(keys.getFirst().fingerprint());
  }

  @Test
  void aShortRsaKeyOfSshKeygenIsRefused() throws Exception {
    var key = folder.resolve("id");
    run("ssh-keygen", "-q", "-t", "rsa", "-b", "1024", "-N", "", "-f", key.toString());

    assertThat(read(folder.resolve("id.pub"))).isEmpty();

    assertThat(onlyProblem()).contains("an RSA key of 1024 bits is refused");
  }

  @Test
  void aPrivateKeyIsRefusedWithoutShowingIt() throws Exception {
    var key = folder.resolve("id");
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString());
    var headless = folder.resolve("headless");
    Files.write(headless, Files.readAllLines(key).subList(1, 2));

    assertThat(read(key)).isEmpty();
    assertThat(read(headless)).isEmpty();

    assertThat(problems.all())
        .extracting(Problems.Problem::text)
        .satisfiesExactlyInAnyOrder(
            text -> assertThat(text).contains("PEM or SSH2 file"),
            text -> assertThat(text).startsWith("the first word is no kind of key"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-rw-r--", "rw-r--rw-"})
  void aFileThatOthersCanChangeIsRefused(String mode) throws Exception {
    var file = keysFile();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    assertThat(read(file)).isEmpty();

    assertThat(onlyProblem())
        .isEqualTo(
            ("console-gw.yaml:7:3: %s can be changed by others than its owner (%s);"
                    + " run: chmod go-w %s")
                .formatted(file, mode, file));
  }

  @Test
  void aMissingFileIsNamedWhereTheConfigurationNamesIt() {
    var missing = folder.resolve("missing");

    assertThat(read(missing)).isEmpty();

    assertThat(onlyProblem())
        .isEqualTo(
            "console-gw.yaml:7:3: " + missing + " does not exist; make it, or correct the path");
  }

  @Test
  void whatIsNoFileIsRefusedWithoutWaitingForIt() throws Exception {
    var fifo = folder.resolve("fifo");
    run("mkfifo", fifo.toString());

    assertThat(read(fifo)).isEmpty();
    assertThat(read(folder)).isEmpty();

    assertThat(problems.all())
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem.text()).contains("is no regular file"));
  }

  @Test
  void everyOtherTroubleIsNamed() throws Exception {
    var loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);

    assertThat(read(loop)).isEmpty();

    assertThat(onlyProblem()).contains(loop + " cannot be read: Too many levels");
    assertThat(AuthorizedKeys.unread(loop, new AccessDeniedException("x")))
        .startsWith(loop + " may not be read by the gateway;");
  }

  @Test
  void aFileLargerThanTheLimitIsNotRead() throws Exception {
    var file = keysFile();
    Files.write(file, new byte[AuthorizedKeys.FILE_LIMIT + 1]);

    assertThat(read(file)).isEmpty();

    assertThat(onlyProblem()).endsWith("is larger than 1048576 bytes; split it");
  }

  @Test
  void aFileInAnyEncodingIsRead() throws Exception {
    var file = keysFile();
    Files.write(
        file, (TestKeys.ed25519(1) + " gr\u00f6\u00dfe").getBytes(StandardCharsets.ISO_8859_1));

    assertThat(read(file)).hasSize(1);
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheKey() throws Exception {
    var file = keysFile();
    Files.writeString(file, "\ufeff" + TestKeys.ed25519(1));

    assertThat(read(file)).hasSize(1);
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void aFileInUtf16SaysWhatItIs() throws Exception {
    var file = keysFile();
    Files.write(file, ("\ufeff" + TestKeys.ed25519(1)).getBytes(StandardCharsets.UTF_16LE));

    assertThat(read(file)).isEmpty();
    assertThat(onlyProblem()).startsWith(file + ":1:1: this is UTF-16; save the file as UTF-8");
  }

  @Test
  void aFileInUtf16WithoutItsMarkSaysWhatItIs() throws Exception {
    var file = keysFile();
    Files.write(file, TestKeys.ed25519(1).getBytes(StandardCharsets.UTF_16BE));

    assertThat(read(file)).isEmpty();
    assertThat(onlyProblem()).startsWith(file + ":1:1: this is UTF-16; save the file as UTF-8");
  }

  @Test
  void aFileWithoutAnyKeySaysSo() throws Exception {
    var file = keysFile();
    Files.writeString(file, "# nobody yet\n\n");

    assertThat(read(file)).isEmpty();
    assertThat(onlyProblem()).isEqualTo(file + ": holds no key, so nobody signs in with one of it");
  }

  private List<SshKey> read(Path file) {
    return reader.file(new Located<>(file, TestSettings.HERE));
  }

  private String onlyProblem() {
    assertThat(problems.all()).hasSize(1);
    return problems.all().getFirst().toString();
  }

  private Path keysFile() throws IOException {
    var file = Files.writeString(folder.resolve("keys"), TestKeys.ed25519(1));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private static String run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
