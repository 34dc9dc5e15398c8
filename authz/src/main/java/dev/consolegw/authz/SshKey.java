package dev.consolegw.authz;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A public key as SSH carries it (RFC 4253, 6.6).
 *
 * @param type its kind, such as {@code ssh-ed25519}
 * @param base64 the bytes that both sides compare, as authorized_keys files write them, padded
 */
public record SshKey(String type, String base64) {

  public static SshKey of(String type, byte[] blob) {
    return new SshKey(type, Base64.getEncoder().encodeToString(blob));
  }

  /** As OpenSSH prints it: {@code SHA256:…} without padding. */
  public String fingerprint() {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(base64));
      return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return type + ' ' + fingerprint();
  }
}
