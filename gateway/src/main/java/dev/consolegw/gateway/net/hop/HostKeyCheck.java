package dev.consolegw.gateway.net.hop;

import dev.consolegw.gateway.net.hop.KnownHosts.Blob;
import dev.consolegw.gateway.net.hop.KnownHosts.Marker;
import dev.consolegw.gateway.transport.Hop;
import java.net.SocketAddress;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Whether a hop is who we think: its key, or whoever signed its certificate, must stand in the
 * {@code known_hosts} file. There is no other way to be trusted. One object for one connection.
 */
final class HostKeyCheck implements ServerKeyVerifier {
  private final Hop hop;
  private final KnownHosts known;
  private final String name;
  private volatile @Nullable String refusal;

  HostKeyCheck(Hop hop, KnownHosts known) {
    this.hop = hop;
    this.known = known;
    this.name = KnownHosts.name(hop.server().host(), hop.server().port());
  }

  /** Why its key was refused, if it was; whole, also where a person is shown less. */
  Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** Of these, those first whose keys are known: a hop that has several then shows one of them. */
  List<NamedFactory<Signature>> preferring(List<NamedFactory<Signature>> all) {
    var certified = !known.about(name, Marker.AUTHORITY).isEmpty();
    var types =
        known.about(name, Marker.HOST).stream()
            .map(KnownHosts.Line::type)
            .collect(Collectors.toSet());
    var first = new ArrayList<NamedFactory<Signature>>();
    var rest = new ArrayList<NamedFactory<Signature>>();
    for (var one : all) {
      var isCertificate = KeyUtils.isCertificateAlgorithm(one.getName());
      var type = KeyUtils.getCanonicalKeyType(one.getName());
      boolean wanted = isCertificate ? certified : types.contains(type);
      if (!isCertificate || certified) {
        (wanted ? first : rest).add(one);
      }
    }
    first.addAll(rest);
    return List.copyOf(first);
  }

  @Override
  public boolean verifyServerKey(ClientSession session, SocketAddress remote, PublicKey shown) {
    var plain = shown instanceof OpenSshCertificate it ? it.getCertPubKey() : shown;
    var key = blob(plain);
    if (known.isRevoked(name, key)) {
      return refuse("its host key " + fingerprint(plain) + " is @revoked in " + hop.knownHosts());
    }
    if (shown instanceof OpenSshCertificate certificate && isCertified(certificate)) {
      return true;
    }
    var lines = known.about(name, Marker.HOST);
    if (lines.stream().anyMatch(it -> it.blob().equals(key))) {
      return true;
    }
    return lines.isEmpty() ? unknown(plain) : changed(plain, lines);
  }

  /** MINA has looked at its signature, its dates and its names. */
  private boolean isCertified(OpenSshCertificate certificate) {
    var authority = blob(certificate.getCaPubKey());
    return !certificate.getPrincipals().isEmpty()
        && !known.isRevoked(name, authority)
        && known.about(name, Marker.AUTHORITY).stream().anyMatch(it -> it.blob().equals(authority));
  }

  private boolean unknown(PublicKey shown) {
    return refuse(
        "its host key %s is not in %s; if it is the right one, add the line: %s"
            .formatted(fingerprint(shown), hop.knownHosts(), line(shown)));
  }

  private boolean changed(PublicKey shown, List<KnownHosts.Line> lines) {
    var where =
        lines.stream().map(it -> String.valueOf(it.number())).collect(Collectors.joining(", "));
    return refuse(
        ("its host key has changed, or this is another machine: it shows %s, and %s has others in"
                + " line %s; if it was made anew, replace that by: %s")
            .formatted(fingerprint(shown), hop.knownHosts(), where, line(shown)));
  }

  private boolean refuse(String why) {
    refusal = why;
    return false;
  }

  /** As it would stand in the file. */
  private String line(PublicKey key) {
    return name + " " + KeyUtils.getKeyType(key) + " " + blob(key);
  }

  private static String fingerprint(PublicKey key) {
    return KeyUtils.getFingerPrint(key)
        + " ("
        + KeyUtils.getKeyType(key).replace("ssh-", "").toUpperCase(Locale.ROOT)
        + ")";
  }

  private static Blob blob(PublicKey key) {
    var buffer = new ByteArrayBuffer();
    buffer.putRawPublicKey(key);
    return Blob.of(buffer.getCompactData());
  }
}
