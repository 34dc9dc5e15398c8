package dev.consolegw.gateway.net.accept;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a listener shows to callers, and whose certificates it wants from them.
 *
 * @param context made of the files as they were read
 * @param asks whether a caller must have a certificate
 */
public record ServerTls(SSLContext context, boolean asks) {
  /** Larger files are not ours, in bytes. */
  private static final long FILE_LIMIT = 1 << 20;

  private static final char[] NO_PASSWORD = new char[0];
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([^-]*)-----END");

  /** Kinds of keys that a server's certificate can have. */
  private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  /**
   * Reads the files. Waits for the disk.
   *
   * @param cert the certificate and those between it and its CA, in PEM
   * @param key its private key in PEM (PKCS#8); may be in the same file
   * @param clientCa whose certificates callers must have; nothing for anybody's
   * @throws IOException with one sentence for the operator
   */
  public static ServerTls read(Path cert, Path key, Optional<Path> clientCa) throws IOException {
    try {
      var secret = privateKey(key);
      var chain = CertificateChain.of(certificates(cert), secret);
      if (chain.isEmpty()) {
        throw new IOException(apart(cert, key));
      }
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", secret, NO_PASSWORD, chain.toArray(Certificate[]::new));
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust(clientCa), null);
      return new ServerTls(context, clientCa.isPresent());
    } catch (GeneralSecurityException mistake) {
      throw new IOException(apart(cert, key), mistake);
    }
  }

  private static String apart(Path cert, Path key) {
    return "no certificate in %s goes with the key in %s".formatted(cert, key);
  }

  private static TrustManager @Nullable [] trust(Optional<Path> clientCa)
      throws IOException, GeneralSecurityException {
    if (clientCa.isEmpty()) {
      return null;
    }
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (var authority : certificates(clientCa.get())) {
      store.setCertificateEntry("ca-" + store.size(), authority);
    }
    var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(store);
    return trusted.getTrustManagers();
  }

  private static Certificate[] certificates(Path file) throws IOException {
    try {
      var all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(file)));
      if (!all.isEmpty()) {
        return all.toArray(Certificate[]::new);
      }
    } catch (GeneralSecurityException none) {
      throw new IOException(file + " holds no certificate in PEM", none);
    }
    throw new IOException(file + " holds no certificate in PEM");
  }

  private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    var found = KEY.matcher(new String(bytes(file), StandardCharsets.ISO_8859_1));
    if (!found.find() || !found.group(1).isEmpty()) {
      throw new IOException(
          file
              + " holds no private key that can be used; write it with: openssl pkcs8 -topk8"
              + " -nocrypt -in OLD -out NEW");
    }
    byte[] encoded;
    try {
      encoded = Base64.getMimeDecoder().decode(found.group(2));
    } catch (IllegalArgumentException garbled) {
      throw new IOException(file + " holds a private key that is cut or garbled", garbled);
    }
    for (var kind : KINDS) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (InvalidKeySpecException another) {
        // Perhaps of the next kind.
      }
    }
    throw new IOException(file + " holds a private key of no kind that TLS has");
  }

  private static byte[] bytes(Path file) throws IOException {
    try {
      if (Files.size(file) <= FILE_LIMIT) {
        return Files.readAllBytes(file);
      }
    } catch (IOException failure) {
      throw new IOException(file + " cannot be read", failure);
    }
    throw new IOException(file + " is too large to be a certificate or a key");
  }
}
