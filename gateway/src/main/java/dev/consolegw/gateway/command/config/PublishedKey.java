package dev.consolegw.gateway.command.config;

import dev.consolegw.authz.SshKey;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A host key, as it is published to those who want to know it before they come. */
record PublishedKey(SshKey key) {
  /** SHA-256 (RFC 6594, 2). SHA-1, which was there before it, is not written. */
  private static final int FINGERPRINT_TYPE = 2;

  private static final String FINGERPRINT_PREFIX = "SHA256:";

  /** A line of a file {@code known_hosts}. */
  String line(Collection<KnownName> names) {
    return names.stream().map(KnownName::toString).collect(Collectors.joining(","))
        + ' '
        + key.type()
        + ' '
        + key.base64();
  }

  /** A record for a name server, as its zone files have it (RFC 4255, 3.2). */
  String sshfp(String domain) {
    return "%s IN SSHFP %d %d %s".formatted(domain, algorithm(), FINGERPRINT_TYPE, digest());
  }

  /** For programs. */
  Map<String, Object> facts() {
    var record = new LinkedHashMap<String, Object>();
    record.put("algorithm", algorithm());
    record.put("type", FINGERPRINT_TYPE);
    record.put("fingerprint", digest());
    var facts = new LinkedHashMap<String, Object>();
    facts.put("type", key.type());
    facts.put("key", key.base64());
    facts.put("fingerprint", key.fingerprint());
    facts.put("sshfp", record);
    return facts;
  }

  /** RFC 4255, 3.1.1; 6594, 3.1; 7479, 2. */
  private int algorithm() {
    return switch (key.type()) {
      case "ssh-rsa" -> 1;
      case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521" -> 3;
      case "ssh-ed25519" -> 4;
      case String other -> throw new IllegalStateException("no host key is of the kind " + other);
    };
  }

  private String digest() {
    var fingerprint = key.fingerprint().substring(FINGERPRINT_PREFIX.length());
    return HexFormat.of().formatHex(Base64.getDecoder().decode(fingerprint));
  }
}
