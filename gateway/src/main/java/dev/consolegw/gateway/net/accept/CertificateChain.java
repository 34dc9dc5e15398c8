package dev.consolegw.gateway.net.accept;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The certificates that are shown, in TLS's order (RFC 8446, 4.4.2): that of the key, and then each
 * one's issuer, in whatever order their file has them. No state.
 */
final class CertificateChain {
  private static final byte[] ANYTHING = {1};

  private CertificateChain() {}

  /** Nothing when none of them is the key's. What does not lead on from it is left out. */
  static List<Certificate> of(Certificate[] all, PrivateKey key) throws GeneralSecurityException {
    var chain = new ArrayList<Certificate>();
    Optional<X509Certificate> next = Optional.empty();
    for (var one : all) {
      if (next.isEmpty() && one instanceof X509Certificate own && goWith(key, own.getPublicKey())) {
        next = Optional.of(own);
      }
    }
    while (next.isPresent() && !chain.contains(next.get())) {
      chain.add(next.get());
      next = issuer(next.get(), all);
    }
    return chain;
  }

  private static Optional<X509Certificate> issuer(X509Certificate of, Certificate[] all) {
    for (var one : all) {
      if (one instanceof X509Certificate other
          && other.getSubjectX500Principal().equals(of.getIssuerX500Principal())
          && isSigned(of, other)) {
        return Optional.of(other);
      }
    }
    return Optional.empty();
  }

  private static boolean isSigned(X509Certificate one, X509Certificate by) {
    try {
      one.verify(by.getPublicKey());
      return true;
    } catch (GeneralSecurityException another) {
      return false;
    }
  }

  private static boolean goWith(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
    if (!secret.getAlgorithm().equals(open.getAlgorithm())) {
      return false;
    }
    var name =
        switch (secret.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> secret.getAlgorithm();
        };
    var signature = Signature.getInstance(name);
    signature.initSign(secret);
    signature.update(ANYTHING);
    byte[] signed = signature.sign();
    try {
      signature.initVerify(open);
      signature.update(ANYTHING);
      return signature.verify(signed);
    } catch (GeneralSecurityException another) {
      return false; // of the same kind, and of another size
    }
  }
}
