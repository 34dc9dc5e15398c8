package dev.consolegw.gateway.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.Provider;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Certificates in PEM (RFC 7468, section 5), as the file that a system keeps of those it trusts,
 * read as a key store of Java's: with {@code -Djavax.net.ssl.trustStoreType=PEM}, {@code
 * -Djavax.net.ssl.trustStore} may name {@code /etc/ssl/certs/ca-certificates.crt}. The JDK reads it
 * when it needs it for the first time, on the thread that does. One that cannot be read is not
 * trusted, the others are. Cannot be changed, holds no keys.
 *
 * <p>Public because the JDK makes it, by its name.
 */
public final class PemKeyStore extends KeyStoreSpi {
  private static final String TYPE = "PEM";

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

  private final Map<String, Certificate> trusted = new LinkedHashMap<>();

  /** An empty one, for the JDK to load. */
  public PemKeyStore() {}

  /** Teaches this JVM the type, when it was told to trust a file of this type. */
  public static void installWhereAsked() {
    if (TYPE.equals(System.getProperty("javax.net.ssl.trustStoreType"))) {
      Security.addProvider(new Certificates());
    }
  }

  private static final class Certificates extends Provider {
    Certificates() {
      super("console-gw", "1", "certificates in PEM");
      put("KeyStore." + TYPE, PemKeyStore.class.getName());
    }
  }

  @Override
  public void engineLoad(@Nullable InputStream stream, char @Nullable [] password)
      throws IOException, CertificateException {
    trusted.clear();
    if (stream == null) {
      return;
    }
    var text = new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
    var factory = CertificateFactory.getInstance("X.509");
    var block = BLOCK.matcher(text);
    while (block.find()) {
      var one = new ByteArrayInputStream(block.group().getBytes(StandardCharsets.ISO_8859_1));
      try {
        trusted.put("ca-" + trusted.size(), factory.generateCertificate(one));
      } catch (CertificateException unreadable) {
        // Not trusted then: the others still are.
      }
    }
    if (trusted.isEmpty()) {
      throw new IOException("no certificate in PEM is in the file of trusted ones");
    }
  }

  @Override
  public Enumeration<String> engineAliases() {
    return Collections.enumeration(trusted.keySet());
  }

  @Override
  public boolean engineContainsAlias(String alias) {
    return trusted.containsKey(alias);
  }

  @Override
  public int engineSize() {
    return trusted.size();
  }

  @Override
  public boolean engineIsCertificateEntry(String alias) {
    return trusted.containsKey(alias);
  }

  @Override
  public @Nullable Certificate engineGetCertificate(String alias) {
    return trusted.get(alias);
  }

  @Override
  public @Nullable String engineGetCertificateAlias(Certificate certificate) {
    return trusted.entrySet().stream()
        .filter(entry -> entry.getValue().equals(certificate))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  @Override
  public boolean engineIsKeyEntry(String alias) {
    return false;
  }

  @Override
  public @Nullable Key engineGetKey(String alias, char[] password) {
    return null;
  }

  @Override
  public Certificate @Nullable [] engineGetCertificateChain(String alias) {
    return null;
  }

  @Override
  public @Nullable Date engineGetCreationDate(String alias) {
    return null;
  }

  @Override
  public void engineSetKeyEntry(
      String alias, Key key, char[] password, Certificate @Nullable [] chain)
      throws KeyStoreException {
    throw readOnly();
  }

  @Override
  public void engineSetKeyEntry(String alias, byte[] key, Certificate @Nullable [] chain)
      throws KeyStoreException {
    throw readOnly();
  }

  @Override
  public void engineSetCertificateEntry(String alias, Certificate certificate)
      throws KeyStoreException {
    throw readOnly();
  }

  @Override
  public void engineDeleteEntry(String alias) throws KeyStoreException {
    throw readOnly();
  }

  @Override
  public void engineStore(@Nullable OutputStream stream, char @Nullable [] password)
      throws IOException {
    throw new IOException("certificates in PEM are not written here");
  }

  private static KeyStoreException readOnly() {
    return new KeyStoreException("certificates in PEM are not changed here");
  }
}
