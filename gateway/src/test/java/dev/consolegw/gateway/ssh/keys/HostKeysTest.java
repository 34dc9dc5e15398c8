package dev.consolegw.gateway.ssh.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.consolegw.gateway.testing.RsaHostKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostKeysTest {
  private static final List<String> NAMES = List.of("ssh_host_ed25519_key", "ssh_host_rsa_key");

  @TempDir private Path state;

  @BeforeEach
  void bringAnother() throws Exception {
    RsaHostKey.place(state);
  }

  private static String keygen(String... arguments) throws Exception {
    var command = new java.util.ArrayList<>(List.of("ssh-keygen"));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.onExit().join().exitValue()).as(said).isZero();
    return said.strip();
  }

  private List<String> keys() throws Exception {
    var lines = new java.util.ArrayList<String>();
    for (var pair : HostKeys.in(state).loadKeys(null)) {
      lines.add(PublicKeyEntry.toString(pair.getPublic()));
    }
    return lines;
  }

  @Test
  void sshKeygenReadsThemAndNobodyElseDoes() throws Exception {
    var keys = keys();

    for (var name : NAMES) {
      var file = state.resolve(name);
      var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
      var derived = keygen("-y", "-P", "", "-f", file.toString());
      assertThat(mode).isEqualTo("rw-------");
      assertThat(Files.readString(Path.of(file + ".pub")).strip()).isEqualTo(derived);
      assertThat(keys).anyMatch(derived::startsWith);
    }
    assertThat(state).isDirectoryNotContaining("glob:**/.key*");
    assertThat(state).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void anEcdsaKeyIsServedWhereThereIsOneAndNotMade() throws Exception {
    assertThat(keys()).noneMatch(line -> line.startsWith("ecdsa"));

    keygen("-q", "-t", "ecdsa", "-N", "", "-f", state.resolve("ssh_host_ecdsa_key").toString());

    assertThat(keys())
        .hasSize(3)
        .anyMatch(Files.readString(state.resolve("ssh_host_ecdsa_key.pub"))::startsWith);
  }

  @Test
  void aLinkToAnEcdsaKeyThatIsNotThereIsNoReasonToGoOnWithout() throws Exception {
    Files.createSymbolicLink(state.resolve("ssh_host_ecdsa_key"), state.resolve("elsewhere"));

    assertThatIOException()
        .isThrownBy(() -> HostKeys.in(state))
        .withMessageContaining("ssh_host_ecdsa_key");
  }

  @Test
  void theyStayTheSame() throws Exception {
    assertThat(keys()).hasSize(2).isEqualTo(keys());
  }

  @Test
  void anOperatorsOwnKeyIsUsed() throws Exception {
    keygen("-q", "-t", "ed25519", "-N", "", "-f", state.resolve(NAMES.getFirst()).toString());
    var theirs = Files.readString(state.resolve(NAMES.getFirst() + ".pub"));

    assertThat(keys()).anyMatch(theirs::startsWith);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not a key",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"
      })
  void aBrokenFileIsAnsweredWithASentenceThatNamesIt(String text) throws Exception {
    Files.writeString(state.resolve(NAMES.getFirst()), text);

    assertThatIOException()
        .isThrownBy(() -> HostKeys.in(state))
        .withMessageContainingAll(NAMES.getFirst(), "remove it");
  }

  @Test
  void aLinkToAKeyThatIsNotThereGetsNoNewKey() throws Exception {
    var link = state.resolve(NAMES.getFirst());
    Files.createSymbolicLink(link, state.resolve("elsewhere"));

    assertThatIOException()
        .isThrownBy(() -> HostKeys.in(state))
        .withMessage(
            "the host key %s is a link to %s, which is not there; bring that back, or remove the"
                    .formatted(link, state.resolve("elsewhere"))
                + " link");
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(state.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void aKeyOfOursThatOthersMayReadIsNotUsed() throws Exception {
    assertThat(keys()).hasSize(2);
    chmod(NAMES.getFirst(), "rw-r-----");

    assertThat(keys()).hasSize(1).allMatch(line -> line.startsWith("ssh-rsa"));
  }

  @Test
  void withoutAnyKeyThatMayBeUsedNothingStarts() throws Exception {
    assertThat(keys()).hasSize(2);
    chmod(NAMES.getFirst(), "rw-r--r--");
    chmod(NAMES.getLast(), "rw----r--");

    assertThatIOException()
        .isThrownBy(() -> HostKeys.in(state))
        .withMessageContainingAll(state.toString(), "chmod 0600");
  }

  @Test
  void aKeyOfSomebodyElseMayBeReadByAGroup() {
    assertThat(HostKeys.isOpenToOthers(0, 0440, 1000)).isFalse(); // a Kubernetes secret
    assertThat(HostKeys.isOpenToOthers(1000, 0440, 1000)).isTrue();
    assertThat(HostKeys.isOpenToOthers(1000, 0600, 1000)).isFalse();
  }

  private void chmod(String name, String mode) throws IOException {
    Files.setPosixFilePermissions(state.resolve(name), PosixFilePermissions.fromString(mode));
  }

  @Test
  void whatAKillLeftOfAKeyThatWasBeingMadeIsNoKey() throws Exception {
    Files.writeString(state.resolve(NAMES.getFirst() + ".new"), "half a key");
    Files.writeString(state.resolve(NAMES.getFirst() + ".pub"), "half a line");

    assertThat(keys()).hasSize(2);
    assertThat(state).isDirectoryNotContaining("glob:**.new");
    assertThat(keys())
        .anyMatch(Files.readString(state.resolve(NAMES.getFirst() + ".pub"))::startsWith);
  }

  @Test
  void aKeyWithAPassphraseIsAnsweredInTheSameWay() throws Exception {
    keygen("-q", "-t", "ed25519", "-N", "secret", "-f", state.resolve(NAMES.getFirst()).toString());

    assertThatIOException()
        .isThrownBy(() -> HostKeys.in(state))
        .withMessageContaining(NAMES.getFirst());
  }
}
