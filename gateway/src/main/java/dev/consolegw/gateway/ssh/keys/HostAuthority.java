package dev.consolegw.gateway.ssh.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.jspecify.annotations.Nullable;

/**
 * The key of the operator's own that says of a host key that it is a console's: whoever trusts it,
 * by one line {@code @cert-authority}, trusts the gateway under every name. Read from a file that
 * ssh-keygen has made, with the same rule about who else may read it as for host keys. Immutable.
 *
 * @param key signs
 */
public record HostAuthority(KeyPair key) {

  /**
   * Reads it.
   *
   * @throws IOException when it cannot be used; the message is a sentence with the file
   */
  public static HostAuthority read(Path file) throws IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IOException(
          "the key %s cannot be read; make one with: %s".formatted(file, how(file)));
    }
    if (HostKeys.isOpenToOthers(file)) {
      throw new IOException(
          "others may read the private key %s; chmod 0600 it, and make a new one if somebody did"
              .formatted(file));
    }
    return new HostAuthority(load(file));
  }

  private static KeyPair load(Path file) throws IOException {
    try {
      for (var pair : new FileKeyPairProvider(file).loadKeys(null)) {
        if (KeyPairProvider.SSH_ED25519.equals(KeyUtils.getKeyType(pair))) {
          return pair;
        }
      }
    } catch (RuntimeException unreadable) {
      throw none(file, unreadable);
    }
    throw none(file, null);
  }

  private static IOException none(Path file, @Nullable Exception cause) {
    return new IOException(
        "%s is no private Ed25519 key without a passphrase; make one with: %s"
            .formatted(file, how(file)),
        cause);
  }

  private static String how(Path file) {
    return "ssh-keygen -t ed25519 -N '' -f " + file;
  }
}
