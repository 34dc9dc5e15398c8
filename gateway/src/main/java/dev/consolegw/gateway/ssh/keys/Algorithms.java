package dev.consolegw.gateway.ssh.keys;

import dev.consolegw.config.Settings;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;

/**
 * What we speak: post-quantum key exchange first; AES-GCM and AES-CTR, which the JDK does in
 * hardware; nothing with SHA-1, no finite-field Diffie-Hellman (it lets strangers burn our CPU), no
 * compression (the same).
 */
public final class Algorithms {
  private static final List<BuiltinDHFactories> MODERN_KEY_EXCHANGES =
      List.of(
          BuiltinDHFactories.mlkem768x25519,
          BuiltinDHFactories.sntrup761x25519,
          BuiltinDHFactories.sntrup761x25519_openssh,
          BuiltinDHFactories.curve25519,
          BuiltinDHFactories.curve25519_libssh);

  /** With the curves of NIST, which is all that clients in FIPS mode have. */
  private static final List<BuiltinDHFactories> COMPATIBLE_KEY_EXCHANGES =
      List.of(
          BuiltinDHFactories.mlkem768x25519,
          BuiltinDHFactories.sntrup761x25519,
          BuiltinDHFactories.sntrup761x25519_openssh,
          BuiltinDHFactories.mlkem768nistp256,
          BuiltinDHFactories.mlkem1024nistp384,
          BuiltinDHFactories.curve25519,
          BuiltinDHFactories.curve25519_libssh,
          BuiltinDHFactories.ecdhp256,
          BuiltinDHFactories.ecdhp384,
          BuiltinDHFactories.ecdhp521);

  /** The last is for dropbear, which has neither AES-GCM nor encrypt-then-MAC before 2024. */
  private static final List<BuiltinMacs> MODERN_MACS =
      List.of(BuiltinMacs.hmacsha256etm, BuiltinMacs.hmacsha512etm, BuiltinMacs.hmacsha256);

  private static final List<BuiltinMacs> COMPATIBLE_MACS =
      List.of(
          BuiltinMacs.hmacsha256etm,
          BuiltinMacs.hmacsha512etm,
          BuiltinMacs.hmacsha256,
          BuiltinMacs.hmacsha512);

  private Algorithms() {}

  /** Has a server offer a choice of them, and nothing else. Before it starts. */
  public static void configure(SshServer server, Settings.Algorithms choice) {
    var keyExchanges =
        switch (choice) {
          case MODERN -> MODERN_KEY_EXCHANGES;
          case COMPATIBLE -> COMPATIBLE_KEY_EXCHANGES;
        };
    server.setKeyExchangeFactories(
        NamedFactory.setUpTransformedFactories(true, keyExchanges, ServerBuilder.DH2KEX));
    server.setCipherFactories(
        List.of(
            BuiltinCiphers.aes256gcm,
            BuiltinCiphers.aes128gcm,
            BuiltinCiphers.aes256ctr,
            BuiltinCiphers.aes192ctr,
            BuiltinCiphers.aes128ctr));
    var macs =
        switch (choice) {
          case MODERN -> MODERN_MACS;
          case COMPATIBLE -> COMPATIBLE_MACS;
        };
    server.setMacFactories(List.copyOf(macs));
    // Of the gateway's keys and of people's: which of its own there are is up to HostKeys.
    server.setSignatureFactories(
        List.of(
            BuiltinSignatures.ed25519,
            BuiltinSignatures.sk_ssh_ed25519,
            BuiltinSignatures.rsaSHA512,
            BuiltinSignatures.rsaSHA256,
            BuiltinSignatures.nistp256,
            BuiltinSignatures.nistp384,
            BuiltinSignatures.nistp521,
            BuiltinSignatures.sk_ecdsa_sha2_nistp256));
    server.setCompressionFactories(List.of(BuiltinCompressions.none));
  }

  /**
   * Has a server that was configured offer its Ed25519 key in a certificate, too, if it has one.
   */
  public static void addHostCertificates(SshServer server) {
    var signatures = new ArrayList<>(server.getSignatureFactories());
    signatures.addFirst(BuiltinSignatures.ed25519_cert);
    server.setSignatureFactories(signatures);
  }
}
