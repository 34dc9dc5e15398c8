package dev.consolegw.authz.openstack.client.http;

import dev.consolegw.authz.openstack.account.CloudConfig;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whom we believe to be the cloud. */
public final class Tls {
  private static final Logger log = LoggerFactory.getLogger(Tls.class);

  private Tls() {}

  /**
   * Reads the authorities. Blocks on the disk.
   *
   * @throws IOException with a sentence for whoever wrote the configuration
   */
  public static SSLContext context(CloudConfig.Trust trust) throws IOException {
    try {
      if (trust.insecure()) {
        log.warn(
            "event=cloud-certificates-unchecked hint=\"anybody on the way can be the cloud and sign"
                + " in people; remove 'insecure' and set 'cacert'\"");
        return of(new TrustManager[] {new Anybody()});
      }
      return trust.authorities().isEmpty()
          ? SSLContext.getDefault()
          : of(authorities(trust.authorities().get()));
    } catch (GeneralSecurityException failure) {
      throw new IOException("the certificates in 'cacert' cannot be used", failure);
    }
  }

  private static SSLContext of(TrustManager[] managers) throws GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers, null);
    return context;
  }

  private static TrustManager[] authorities(Path file)
      throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (var in = Files.newInputStream(file)) {
      int count = 0;
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + count++, certificate);
      }
      if (count == 0) {
        throw new IOException("'cacert' " + file + " holds no certificate; it must be PEM");
      }
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** Checks nothing, host names included: that is left to an extended trust manager. */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
