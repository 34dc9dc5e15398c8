package dev.consolegw.gateway.ssh;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own keys, in OpenSSH's format, so that {@code ssh-keygen} reads them and an
 * operator may bring their own. Made on the first start.
 */
final class HostKeys {
  private HostKeys() {}

  /**
   * Reads the keys in a directory, making those that are missing.
   *
   * @throws IOException when the directory cannot be written, or a key there cannot be read
   */
  static KeyPairProvider in(Path directory) throws IOException {
    var ed25519 = directory.resolve("ssh_host_ed25519_key");
    var ecdsa = directory.resolve("ssh_host_ecdsa_key");
    KeyPairFiles.make(ed25519);
    KeyPairFiles.make(ecdsa, KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
    check(ed25519);
    check(ecdsa);
    return new FileKeyPairProvider(List.of(ed25519, ecdsa));
  }

  private static void check(Path file) throws IOException {
    try {
      if (new FileKeyPairProvider(file).loadKeys(null).iterator().hasNext()) {
        return;
      }
    } catch (RuntimeException unreadable) {
      throw broken(file, unreadable);
    }
    throw broken(file, null);
  }

  private static IOException broken(Path file, @Nullable Exception cause) {
    return new IOException(
        file + " is no host key that can be read; remove it to have a new one made", cause);
  }
}
