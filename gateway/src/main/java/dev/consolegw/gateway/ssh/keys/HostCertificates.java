package dev.consolegw.gateway.ssh.keys;

import java.io.IOException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.certificate.OpenSshCertificateBuilder;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.keyprovider.HostKeyCertificateProvider;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.SessionContext;
import org.jspecify.annotations.Nullable;

/**
 * Certificates for the gateway's Ed25519 host key under the names that people reach consoles by
 * (OpenSSH's PROTOCOL.certkeys), made when they are needed, for each connection its own. Without an
 * authority there are none. Any thread.
 */
public final class HostCertificates {
  /** How long one is good for: a client looks at it when keys are exchanged, and not later. */
  static final Duration VALID = Duration.ofDays(1);

  /** It is good from so long ago, for clocks of clients that are late. */
  static final Duration BEFORE = Duration.ofHours(1);

  private final KeyPairProvider keys;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private volatile Optional<HostAuthority> authority = Optional.empty();

  /**
   * Makes none yet.
   *
   * @param keys of the gateway
   * @param clock the wall clock
   */
  public HostCertificates(KeyPairProvider keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** Has an authority, or another one, sign for connections that come from now on, or none. */
  public void replace(Optional<HostAuthority> anew) {
    authority = anew;
  }

  /**
   * Those of one connection, for the name that its client knows it by; empty when there are none.
   */
  public Optional<HostKeyCertificateProvider> of(String host) {
    return authority.map(it -> new OfOneHost(it, host));
  }

  /** The keys are exchanged anew from time to time, with a certificate that is good by then. */
  private final class OfOneHost implements HostKeyCertificateProvider {
    private final HostAuthority by;
    private final String host;
    private @Nullable OpenSshCertificate newest;
    private Instant until = Instant.MIN;

    OfOneHost(HostAuthority by, String host) {
      this.by = by;
      this.host = host;
    }

    @Override
    public synchronized Iterable<OpenSshCertificate> loadCertificates(SessionContext session)
        throws IOException {
      var now = clock.instant();
      if (newest == null || !now.isBefore(until)) {
        var key = ours(session);
        newest = key == null ? null : signed(key, now);
        until = now.plus(VALID.dividedBy(2));
      }
      return newest == null ? List.of() : List.of(newest);
    }

    private @Nullable KeyPair ours(SessionContext session) throws IOException {
      try {
        for (var pair : keys.loadKeys(session)) {
          if (KeyPairProvider.SSH_ED25519.equals(KeyUtils.getKeyType(pair))) {
            return pair;
          }
        }
        return null;
      } catch (java.security.GeneralSecurityException failure) {
        throw new IOException("the host key cannot be read", failure);
      }
    }

    private OpenSshCertificate signed(KeyPair key, Instant now) throws IOException {
      try {
        return OpenSshCertificateBuilder.hostCertificate()
            .publicKey(key.getPublic())
            .id("console-gw " + host)
            .serial(random.nextLong() & Long.MAX_VALUE)
            .principals(List.of(host))
            .validAfter(now.minus(BEFORE))
            .validBefore(now.plus(VALID))
            .sign(by.key());
      } catch (Exception failure) {
        throw new IOException("no host certificate can be signed", failure);
      }
    }
  }
}
