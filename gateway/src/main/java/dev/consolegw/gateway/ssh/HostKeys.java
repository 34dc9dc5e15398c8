package dev.consolegw.gateway.ssh;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.keyprovider.KeyPairProvider;

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
    make(ed25519, KeyPairProvider.SSH_ED25519, 256);
    make(ecdsa, KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
    var provider = new FileKeyPairProvider(List.of(ed25519, ecdsa));
    int loaded = 0;
    for (var ignored : provider.loadKeys(null)) {
      loaded++;
    }
    if (loaded < 2) {
      throw new IOException(
          "a host key in " + directory + " cannot be read; remove it to have a new one made");
    }
    return provider;
  }

  private static void make(Path file, String type, int bits) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    try {
      write(file, KeyUtils.generateKeyPair(type, bits));
    } catch (GeneralSecurityException e) {
      throw new IOException("no " + type + " host key can be made", e);
    }
  }

  private static void write(Path file, KeyPair key) throws IOException, GeneralSecurityException {
    var privateOnly = PosixFilePermissions.fromString("rw-------");
    var part =
        Files.createTempFile(
            file.toAbsolutePath().getParent(),
            ".key",
            "",
            PosixFilePermissions.asFileAttribute(privateOnly));
    var writer = OpenSSHKeyPairResourceWriter.INSTANCE;
    try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.WRITE)) {
      writer.writePrivateKey(key, "console-gw", null, out);
    }
    Files.move(part, file);
    try (OutputStream out = Files.newOutputStream(Path.of(file + ".pub"))) {
      writer.writePublicKey(key, "console-gw", out);
    }
  }
}
