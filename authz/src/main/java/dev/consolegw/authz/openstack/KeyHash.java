package dev.consolegw.authz.openstack;

import dev.consolegw.authz.SshKey;
import dev.consolegw.authz.openstack.client.ComputeApi.KeyPair;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * The SHA-256 of a public key's bytes, all of it: what OpenSSH's fingerprints show, too. Kept in
 * place of the key, since it is smaller and as good: nobody finds two keys with the same one.
 */
record KeyHash(long a, long b, long c, long d) {
  /** No OpenSSH key is longer (RSA of 16384 bits); Nova itself takes 64 KiB. */
  private static final int MAX_LINE = 16_384;

  /** The bytes of an RSA key of 2048 bits, less what its exponent may be shorter. */
  private static final int SHORTEST_RSA = 272;

  static KeyHash of(SshKey key) {
    return of(Base64.getDecoder().decode(key.base64()));
  }

  /**
   * The hash of what somebody brought to Nova; nothing for a certificate (x509), a key that is none
   * or an RSA key shorter than 2048 bits.
   */
  static Optional<KeyHash> of(KeyPair pair) {
    return flaw(pair).isPresent()
        ? Optional.empty()
        : Optional.of(of(Base64.getDecoder().decode(words(pair)[1])));
  }

  /** Why nobody can sign in with what somebody brought to Nova, as a word of the log; if so. */
  static Optional<String> flaw(KeyPair pair) {
    var words = words(pair);
    if (!pair.type().equals("ssh")) {
      return Optional.of(pair.type().equals("x509") ? "x509-certificate" : "unknown-type");
    }
    if (words.length < 2 || pair.publicKey().length() > MAX_LINE) {
      return Optional.of("not-a-key");
    }
    try {
      var blob = Base64.getDecoder().decode(words[1]);
      if (!type(blob).equals(words[0])) {
        return Optional.of("not-a-key");
      }
      return words[0].equals("ssh-rsa") && blob.length < SHORTEST_RSA
          ? Optional.of("rsa-shorter-than-2048-bits")
          : Optional.empty();
    } catch (IllegalArgumentException | BufferUnderflowException _) {
      return Optional.of("not-a-key");
    }
  }

  private static String[] words(KeyPair pair) {
    return pair.publicKey().strip().split("\\s+", 3);
  }

  /** RFC 4253, section 6.6: a key begins with its kind. */
  private static String type(byte[] blob) {
    var bytes = ByteBuffer.wrap(blob);
    var type = new byte[Math.clamp(bytes.getInt(), 0, bytes.remaining())];
    bytes.get(type);
    return new String(type, StandardCharsets.US_ASCII);
  }

  private static KeyHash of(byte[] blob) {
    try {
      var digest = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(blob));
      return new KeyHash(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
