package dev.consolegw.gateway.net.hop;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The host keys that OpenSSH's {@code known_hosts} lists, with names as they are, hashed or as
 * patterns, {@code [host]:port}, {@code @cert-authority} and {@code @revoked} (sshd(8),
 * SSH_KNOWN_HOSTS FILE FORMAT). A line that is none is no line. Immutable.
 */
record KnownHosts(List<Line> lines) {
  private static final int SSH_PORT = 22;
  private static final String HASHED = "|1|";

  /** What a line says of its key. */
  enum Marker {
    /** It is this host's key. */
    HOST,
    /** It signs this host's certificates. */
    AUTHORITY,
    /** It is nobody's any more. */
    REVOKED
  }

  /**
   * One key.
   *
   * @param number of the line, from 1
   * @param hosts whose it is, as it is written
   * @param type such as {@code ssh-ed25519}
   * @param blob the key as it is on the wire
   */
  record Line(int number, Marker marker, String hosts, String type, Blob blob) {

    /** Whether it speaks of this host. */
    boolean isAbout(String name) {
      if (hosts.startsWith("|")) {
        return isHashOf(hosts, name);
      }
      boolean found = false;
      for (var pattern : hosts.split(",", -1)) {
        boolean not = pattern.startsWith("!");
        if (matches(not ? pattern.substring(1) : pattern, name)) {
          if (not) {
            return false;
          }
          found = true;
        }
      }
      return found;
    }
  }

  /**
   * A public key as it is on the wire.
   *
   * @param base64 as it stands in files
   */
  record Blob(String base64) {
    static Blob of(byte[] bytes) {
      return new Blob(Base64.getEncoder().encodeToString(bytes));
    }

    /**
     * As somebody has written it.
     *
     * @throws IllegalArgumentException when it is none
     */
    static Blob parse(String base64) {
      return of(Base64.getDecoder().decode(base64));
    }

    @Override
    public String toString() {
      return base64;
    }
  }

  /** Reads the text of a file. */
  static KnownHosts parse(String text) {
    var lines = new ArrayList<Line>();
    int number = 0;
    for (var line : text.split("\n", -1)) {
      number++;
      var words = line.strip().split("[ \t]+", -1);
      if (words[0].isEmpty() || words[0].startsWith("#")) {
        continue;
      }
      int first = words[0].startsWith("@") ? 1 : 0;
      if (words.length < first + 3) {
        continue;
      }
      var marker =
          switch (words[0]) {
            case "@cert-authority" -> Marker.AUTHORITY;
            case "@revoked" -> Marker.REVOKED;
            default -> Marker.HOST;
          };
      if (first == 1 && marker == Marker.HOST) {
        continue; // a marker of another time
      }
      try {
        var blob = Blob.parse(words[first + 2]);
        lines.add(new Line(number, marker, words[first], words[first + 1], blob));
      } catch (IllegalArgumentException e) {
        // No key, and so no line.
      }
    }
    return new KnownHosts(List.copyOf(lines));
  }

  /** How a host is written there: the name alone with SSH's own port, else {@code [name]:port}. */
  static String name(String host, int port) {
    var small = host.toLowerCase(Locale.ROOT);
    return port == SSH_PORT ? small : "[" + small + "]:" + port;
  }

  /** The lines about a host with this marker. */
  List<Line> about(String name, Marker marker) {
    return lines.stream().filter(it -> it.marker() == marker && it.isAbout(name)).toList();
  }

  /** Whether a key was taken from everybody, or from this host. */
  boolean isRevoked(String name, Blob key) {
    return about(name, Marker.REVOKED).stream().anyMatch(it -> it.blob().equals(key));
  }

  /** A salt, and HMAC-SHA1 of the name with it. */
  private static boolean isHashOf(String hashed, String name) {
    var parts = hashed.split("\\|", -1);
    if (!hashed.startsWith(HASHED) || parts.length != 4) {
      return false;
    }
    try {
      var salt = Base64.getDecoder().decode(parts[2]);
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(salt, "HmacSHA1"));
      return MessageDigest.isEqual(
          mac.doFinal(name.getBytes(StandardCharsets.UTF_8)), Base64.getDecoder().decode(parts[3]));
    } catch (IllegalArgumentException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA1", e);
    }
  }

  /** {@code *} is any run of characters, {@code ?} any one; case does not count. */
  static boolean matches(String pattern, String name) {
    return matches(pattern.toLowerCase(Locale.ROOT), 0, name, 0);
  }

  /** Goes back to the last star only: never more steps than the lengths multiplied. */
  private static boolean matches(String pattern, int startP, String name, int startN) {
    int p = startP;
    int n = startN;
    int star = -1;
    int after = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        after = n;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++after;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
