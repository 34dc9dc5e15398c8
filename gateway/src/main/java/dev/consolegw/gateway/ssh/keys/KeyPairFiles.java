package dev.consolegw.gateway.ssh.keys;

import dev.consolegw.config.state.StateFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;

/** Key pairs in files, in OpenSSH's format: {@code NAME} with mode 0600, and {@code NAME.pub}. */
public final class KeyPairFiles {
  /** More public keys than this are nobody's. */
  private static final int MOST = 32;

  private KeyPairFiles() {}

  /**
   * Makes an Ed25519 pair, unless the file is there.
   *
   * @throws IOException when the directory cannot be written
   */
  public static void make(Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    if (Files.isSymbolicLink(file)) {
      throw new FileAlreadyExistsException(file.toString(), null, "a link to what is not there");
    }
    try {
      write(file, KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256));
    } catch (GeneralSecurityException e) {
      throw new IOException("no Ed25519 key can be made", e);
    }
  }

  private static void write(Path file, KeyPair key) throws IOException, GeneralSecurityException {
    var writer = OpenSSHKeyPairResourceWriter.INSTANCE;
    var secret = new ByteArrayOutputStream();
    writer.writePrivateKey(key, "console-gw", null, secret);
    var line = Path.of(file + ".pub");
    try {
      try (OutputStream out = Files.newOutputStream(line)) {
        writer.writePublicKey(key, "console-gw", out);
      }
      // Last: a pair is there when its private half is.
      new StateFile(file).write(secret.toByteArray());
    } catch (IOException failure) {
      Files.deleteIfExists(line);
      throw failure;
    }
  }

  /** The public half of a pair that {@link #make} made, as one line. */
  public static String publicLine(Path file) throws IOException {
    return Files.readString(Path.of(file + ".pub")).strip();
  }

  /** All public keys of a directory, a line each; none when there is no such directory. */
  public static List<String> publicLines(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".pub"))
          .sorted()
          .limit(MOST)
          .flatMap(KeyPairFiles::line)
          .toList();
    }
  }

  private static Stream<String> line(Path file) {
    try {
      var text = Files.readString(file).strip();
      return text.lines().count() == 1 ? Stream.of(text) : Stream.empty();
    } catch (IOException unreadable) {
      return Stream.empty();
    }
  }
}
