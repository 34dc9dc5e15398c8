package dev.consolegw.gateway.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Somebody with a key of their own, made once and gone with the JVM. */
public enum TestPerson {
  /** May manage every console of the project lab. */
  ALICE,
  /** May write on lab/shared and watch lab/watched. */
  BOB,
  /** Is not known to the gateway. */
  STRANGER;

  private static final Path KEYS = madeOnce();

  /** The private key, as OpenSSH writes it. */
  public Path key() {
    return KEYS.resolve(name());
  }

  /** The public key, as one line of an authorized_keys file. */
  public String publicKey() {
    try {
      return Files.readString(Path.of(key() + ".pub")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path madeOnce() {
    try {
      var folder = Files.createTempDirectory("test-keys");
      folder.toFile().deleteOnExit();
      for (var person : values()) {
        var key = folder.resolve(person.name());
        make(key);
        key.toFile().deleteOnExit();
        new File(key + ".pub").deleteOnExit();
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void make(Path key) throws IOException {
    var made =
        new ProcessBuilder(
                List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()))
            .inheritIO()
            .start()
            .onExit()
            .join();
    if (made.exitValue() != 0) {
      throw new IOException("ssh-keygen made no key");
    }
  }
}
