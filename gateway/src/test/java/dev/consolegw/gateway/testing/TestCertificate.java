package dev.consolegw.gateway.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A server's certificate, signed by itself.
 *
 * @param server to listen with
 * @param pem a file to trust it by, and to show
 * @param key a file with its private key
 */
public record TestCertificate(SSLContext server, Path pem, Path key, KeyManagerFactory shown) {
  private static final char[] NO_PASSWORD = new char[0];

  /** For 127.0.0.1. */
  public static TestCertificate in(Path dir) {
    return in(dir, new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
  }

  /** For some other server. */
  public static TestCertificate forAnother(Path dir) {
    return in(dir, new GeneralName(GeneralName.dNSName, "another.example"));
  }

  private static TestCertificate in(Path dir, GeneralName name) {
    try {
      var keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
      var subject = new X500Name("CN=console-gw test");
      var now = Instant.now();
      var builder =
          new JcaX509v3CertificateBuilder(
              subject,
              BigInteger.ONE,
              Date.from(now.minus(Duration.ofDays(1))),
              Date.from(now.plus(Duration.ofDays(1))),
              subject,
              keys.getPublic());
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(name));
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
      var certificate = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", keys.getPrivate(), NO_PASSWORD, new Certificate[] {certificate});
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, NO_PASSWORD);
      var context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return new TestCertificate(
          context,
          write(dir, "CERTIFICATE", certificate.getEncoded()),
          write(dir, "PRIVATE KEY", keys.getPrivate().getEncoded()),
          managers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new AssertionError(e);
    }
  }

  /** Sockets of a client that trusts a certificate, and shows this one. */
  public SocketFactory trusting(Path other) {
    return sockets(shown.getKeyManagers(), other);
  }

  /** Sockets of a client that trusts a certificate and shows none. */
  public static SocketFactory nobodyTrusting(Path other) {
    return sockets(new KeyManager[0], other);
  }

  private static SocketFactory sockets(KeyManager[] shown, Path trusted) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(
          "ca",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(trusted))));
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(shown, managers.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static Path write(Path dir, String what, byte[] encoded) throws IOException {
    var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    return Files.writeString(
        Files.createTempFile(dir, "ca", ".pem"),
        "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
  }
}
