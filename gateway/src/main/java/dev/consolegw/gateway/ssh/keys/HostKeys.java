package dev.consolegw.gateway.ssh.keys;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's own keys, in OpenSSH's format, so that {@code ssh-keygen} reads them and an
 * operator may bring their own. Made on the first start: Ed25519, and RSA for clients without it.
 * As sshd does, a key that others than its owner may read is not used when it is our own file; one
 * of root's that a group may read is.
 */
public final class HostKeys {
  private static final Logger log = LoggerFactory.getLogger(HostKeys.class);

  /** The bits of a mode that are for others than the owner. */
  private static final int OTHERS = 077;

  private HostKeys() {}

  /**
   * Reads the keys in a directory, making an Ed25519 key if it is missing. An RSA key takes seconds
   * to make, and few clients need one; an ECDSA key is for whoever has pinned it.
   *
   * @throws IOException when the directory cannot be written, a key there cannot be read, or none
   *     is left to be used; the message is a sentence with the file
   */
  public static KeyPairProvider in(Path directory) throws IOException {
    var ed25519 = directory.resolve("ssh_host_ed25519_key");
    var rsa = directory.resolve("ssh_host_rsa_key");
    var ecdsa = directory.resolve("ssh_host_ecdsa_key");
    make(ed25519);
    var files = new ArrayList<>(List.of(ed25519));
    for (var file : List.of(rsa, ecdsa)) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        files.add(file);
      }
    }
    for (var file : files) {
      check(file);
    }
    var closed = new ArrayList<Path>();
    for (var file : files) {
      if (isOpenToOthers(file)) {
        log.warn(
            "event=host-key-unused file=\"{}\" hint=\"others may read this private key: chmod 0600"
                + " it, and make a new one if somebody did\"",
            file);
      } else {
        closed.add(file);
      }
    }
    if (closed.isEmpty()) {
      throw new IOException(
          "no host key can be used: others may read the private keys ssh_host_*_key in %s; run:"
                  .formatted(directory)
              + " chmod 0600 on them, and make new ones if somebody did");
    }
    return new FileKeyPairProvider(closed);
  }

  private static void make(Path file) throws IOException {
    if (Files.isSymbolicLink(file) && !Files.exists(file)) {
      // A key kept elsewhere, out of reach for now: another one is no answer.
      throw new IOException(
          "the host key %s is a link to %s, which is not there; bring that back, or remove the link"
              .formatted(file, Files.readSymbolicLink(file)));
    }
    try {
      KeyPairFiles.make(file);
    } catch (IOException failure) {
      throw new IOException(
          "the host key %s cannot be made: %s; correct that and start again"
              .formatted(file, why(failure)),
          failure);
    }
  }

  private static String why(IOException failure) {
    return switch (failure) {
      case AccessDeniedException _ -> "no permission";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> String.valueOf(failure.getMessage());
    };
  }

  /** Where there are no owners and modes, nobody else is thought of. */
  static boolean isOpenToOthers(Path file) throws IOException {
    try {
      int owner = (int) Files.getAttribute(file, "unix:uid");
      int mode = (int) Files.getAttribute(file, "unix:mode");
      return isOpenToOthers(Integer.toUnsignedLong(owner), mode, new UnixSystem().getUid());
    } catch (UnsupportedOperationException | IllegalArgumentException otherSystem) {
      return false;
    }
  }

  /** Sshd's rule. */
  static boolean isOpenToOthers(long owner, int mode, long us) {
    return owner == us && (mode & OTHERS) != 0;
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
