package dev.consolegw.gateway.net.hop;

import static dev.consolegw.gateway.backend.Reason.Kind.REFUSED;

import com.sun.security.auth.module.UnixSystem;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.transport.Hop;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.util.security.SecurityUtils;

/**
 * What we sign in to hops with, and whom we trust: files, read at every dial. Waits for the disk:
 * not for virtual threads.
 */
final class HopKeys {
  /** More is no key and no list of hosts that we read. */
  private static final int KEY_LIMIT = 64 * 1024;

  private static final int KNOWN_HOSTS_LIMIT = 16 << 20;

  /** The bits of a mode that are for others than the owner. */
  private static final int OTHERS = 077;

  private HopKeys() {}

  /**
   * The trusted host keys.
   *
   * @throws DialException when the file cannot be read: nobody is trusted then
   */
  static KnownHosts knownHosts(Hop hop) throws DialException {
    return KnownHosts.parse(read(hop, hop.knownHosts(), KNOWN_HOSTS_LIMIT, "the known-hosts file"));
  }

  /**
   * The key in a file: with its certificate first, if it has one.
   *
   * @throws DialException when it cannot be used, with the reason
   */
  static List<KeyPair> pairs(Hop hop, Path file) throws DialException {
    var text = read(hop, file, KEY_LIMIT, "the key");
    if (isOpenToOthers(file)) {
      throw refused(
          hop, "others may read the private key %s: chmod 0600 %s".formatted(file, file), null);
    }
    var pair = pair(hop, file, text);
    var all = new ArrayList<KeyPair>();
    var certificate = Path.of(file + "-cert.pub");
    if (Files.exists(certificate)) {
      all.add(certified(hop, pair, certificate));
    }
    all.add(pair);
    return List.copyOf(all);
  }

  private static KeyPair pair(Hop hop, Path file, String text) throws DialException {
    var asked = new AtomicBoolean();
    FilePasswordProvider nobody =
        (_, _, _) -> {
          asked.set(true);
          return null;
        };
    try {
      var found =
          SecurityUtils.loadKeyPairIdentities(
              null,
              NamedResource.ofName(file.toString()),
              new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
              nobody);
      if (found != null && found.iterator().hasNext()) {
        return found.iterator().next();
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      if (asked.get() || text.contains("ENCRYPTED")) {
        throw refused(
            hop,
            ("the private key %s is encrypted, and nobody is here to type its passphrase; use one"
                    + " without, or an agent")
                .formatted(file),
            e);
      }
      throw refused(hop, file + " is no private key that can be read", e);
    }
    throw refused(hop, file + " is no private key that can be read", null);
  }

  private static KeyPair certified(Hop hop, KeyPair pair, Path file) throws DialException {
    var line = read(hop, file, KEY_LIMIT, "the certificate");
    try {
      var key = PublicKeyEntry.parsePublicKeyEntry(line.strip()).resolvePublicKey(null, null, null);
      if (key instanceof OpenSshCertificate certificate) {
        if (!certificate.getCertPubKey().equals(pair.getPublic())) {
          throw refused(hop, file + " is the certificate of another key", null);
        }
        if (!OpenSshCertificate.isValidNow(certificate)) {
          throw refused(
              hop, "the certificate " + file + " is not valid now; have it renewed", null);
        }
        return new KeyPair(certificate, pair.getPrivate());
      }
    } catch (DialException e) {
      throw e;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw refused(hop, file + " is no certificate that can be read", e);
    }
    throw refused(hop, file + " is no certificate that can be read", null);
  }

  private static String read(Hop hop, Path file, int limit, String what) throws DialException {
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw refused(hop, "%s %s has more than %d bytes".formatted(what, file, limit), null);
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (DialException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw refused(hop, "%s %s is not there".formatted(what, file), e);
    } catch (AccessDeniedException e) {
      throw refused(hop, "the gateway may not read %s %s".formatted(what, file), e);
    } catch (IOException e) {
      throw refused(hop, "%s %s cannot be read".formatted(what, file), e);
    }
  }

  /** As ssh does: the mode of our own file is our matter, that of root's is root's. */
  private static boolean isOpenToOthers(Path file) {
    try {
      long owner = Integer.toUnsignedLong((int) Files.getAttribute(file, "unix:uid"));
      int mode = (int) Files.getAttribute(file, "unix:mode");
      return owner == new UnixSystem().getUid() && (mode & OTHERS) != 0;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  private static DialException refused(
      Hop hop, String why, @org.jspecify.annotations.Nullable Exception cause) {
    var reason = HopFailures.of(REFUSED, hop, why);
    return cause == null ? new DialException(reason) : new DialException(reason, cause);
  }
}
