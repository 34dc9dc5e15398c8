package dev.consolegw.gateway.net.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.net.Deadline;
import dev.consolegw.gateway.net.SocketDialer;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.hop.Sshd;
import dev.consolegw.gateway.transport.Endpoint;
import dev.consolegw.gateway.transport.Hop;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whom we trust as a hop, and with what a hop lets us in: the real OpenSSH on both sides of it. */
@Tag("slow")
@Timeout(60)
class HopTrustTest {
  private static final Duration BUDGET = Duration.ofSeconds(10);

  @TempDir Path dir;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  /** Dials it once, as a gateway that has just started. */
  private void reach(Hop... way) throws IOException {
    try (var sockets = new SocketDialer(timer);
        var hops = new HopDialer(sockets, HopLimits.STANDARD, timer)) {
      hops.reach(List.of(way), Deadline.in(BUDGET));
    }
  }

  private Reason refusal(Hop... way) {
    return catchThrowableOfType(DialException.class, () -> reach(way)).reason();
  }

  private static String keygen(String... words) {
    var all = new ArrayList<>(List.of("ssh-keygen", "-q"));
    all.addAll(List.of(words));
    return Program.run(all.toArray(String[]::new));
  }

  @Test
  void anUnknownHostIsRefusedWithItsFingerprintAndTheLineToAdd() throws IOException {
    try (var hop = Sshd.in(dir)) {
      hop.trust("");

      var why = refusal(hop.hop());

      var fingerprint = keygen("-lf", hop.hostKey().toString()).split(" ", -1)[1];
      assertThat(why.kind()).isEqualTo(Reason.Kind.REFUSED);
      assertThat(why.text().toString())
          .startsWith("the hop " + hop.hop() + ": ")
          .contains("its host key " + fingerprint)
          .endsWith("add the line: " + hop.knownHostsLine());
      hop.trust(hop.knownHostsLine());
      reach(hop.hop());
    }
  }

  @Test
  void aChangedHostKeyIsRefusedWithTheLineItDiffersFrom() {
    try (var hop = Sshd.in(dir)) {
      hop.trust("# ours\n" + hop.knownHostsLine());
      hop.kill();
      hop.newHostKey("ed25519");
      hop.startAgain();

      var why = refusal(hop.hop()).text().toString();

      assertThat(why)
          .contains("its host key has changed, or this is another machine")
          .contains(hop.knownHosts() + " has others in line 2")
          .endsWith(hop.knownHostsLine());
    }
  }

  @Test
  void ofSeveralHostKeysAKnownOneIsShown() throws IOException {
    var ecdsa = dir.resolve("second_key");
    keygen("-t", "ecdsa", "-N", "", "-f", ecdsa.toString());
    try (var hop = Sshd.in(dir, "HostKey " + ecdsa)) {
      var words = Files.readString(Path.of(ecdsa + ".pub")).split(" ", -1);
      hop.trust("[127.0.0.1]:%d %s %s".formatted(hop.port(), words[0], words[1]));

      reach(hop.hop());
    }
  }

  @Test
  void aHashedNameIsKnown() throws IOException {
    try (var hop = Sshd.in(dir)) {
      keygen("-H", "-f", hop.knownHosts().toString());

      reach(hop.hop());
    }
  }

  @Test
  void aRevokedKeyIsRefusedThoughItIsKnown() {
    try (var hop = Sshd.in(dir)) {
      hop.trust(hop.knownHostsLine() + "\n@revoked * " + hop.publicHostKey());

      assertThat(refusal(hop.hop()).text().toString()).contains("is @revoked in ");
    }
  }

  @Test
  void aCertifiedHostIsKnownByItsAuthority() throws IOException {
    var authority = dir.resolve("ca");
    keygen("-t", "ed25519", "-N", "", "-f", authority.toString());
    try (var hop = Sshd.in(dir, "HostCertificate " + dir.resolve("host_key-cert.pub"))) {
      certify(authority, "127.0.0.1", hop);
      var line = "@cert-authority * " + Files.readString(Path.of(authority + ".pub"));
      hop.trust(line);
      reach(hop.hop());

      certify(authority, "another.host", hop);
      assertThat(refusal(hop.hop()).text().toString()).contains("is not in ");

      certify(authority, "127.0.0.1", hop);
      hop.trust(line + "@revoked * " + Files.readString(Path.of(authority + ".pub")));
      assertThat(refusal(hop.hop()).text().toString()).contains("is not in ");
    }
  }

  private static void certify(Path authority, String name, Sshd hop) {
    keygen(
        "-s",
        authority.toString(),
        "-I",
        "hop",
        "-h",
        "-n",
        name,
        "-V",
        "-5m:+5m",
        hop.hostKey() + ".pub");
    hop.kill();
    hop.startAgain();
  }

  @Test
  void withoutAFileOfHostsNobodyIsTrusted() throws IOException {
    try (var hop = Sshd.in(dir)) {
      Files.delete(hop.knownHosts());

      assertThat(refusal(hop.hop()).text().toString())
          .endsWith("the known-hosts file " + hop.knownHosts() + " is not there");
    }
  }

  private Path copyOfKey() throws IOException {
    return Files.copy(TestPerson.BOB.key(), dir.resolve("own"), StandardCopyOption.COPY_ATTRIBUTES);
  }

  @Test
  void aKeyThatTheHopDoesNotKnowIsRefused() {
    try (var hop = Sshd.in(dir)) {
      var why = refusal(hop.hop(new Hop.Key.File(TestPerson.STRANGER.key())));

      assertThat(why.kind()).isEqualTo(Reason.Kind.REFUSED);
      assertThat(why.text().toString())
          .contains("it does not let " + hop.hop().user() + " in with our key");
    }
  }

  @Test
  void aKeyThatOthersMayReadIsNotUsed() throws IOException {
    try (var hop = Sshd.in(dir)) {
      var key = copyOfKey();
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

      assertThat(refusal(hop.hop(new Hop.Key.File(key))).text().toString())
          .endsWith("others may read the private key " + key + ": chmod 0600 " + key);
    }
  }

  @Test
  void anEncryptedKeyIsRefusedInOurWords() throws IOException {
    try (var hop = Sshd.in(dir)) {
      var key = copyOfKey();
      keygen("-p", "-P", "", "-N", "secret", "-f", key.toString());

      assertThat(refusal(hop.hop(new Hop.Key.File(key))).text().toString())
          .contains("the private key " + key + " is encrypted, and nobody is here");
    }
  }

  @Test
  void whatIsNoKeyIsSaidToBeNone() throws IOException {
    try (var hop = Sshd.in(dir)) {
      var none = Files.writeString(dir.resolve("none"), "no key");
      Files.setPosixFilePermissions(none, PosixFilePermissions.fromString("rw-------"));

      assertThat(refusal(hop.hop(new Hop.Key.File(none))).text().toString())
          .endsWith(none + " is no private key that can be read");
      assertThat(refusal(hop.hop(new Hop.Key.File(dir.resolve("gone")))).text().toString())
          .endsWith("the key " + dir.resolve("gone") + " is not there");
    }
  }

  @Test
  void aCertificateBesideTheKeyLetsUsIn() throws IOException {
    var authority = dir.resolve("ca");
    keygen("-t", "ed25519", "-N", "", "-f", authority.toString());
    try (var hop = Sshd.in(dir, "TrustedUserCAKeys " + authority + ".pub")) {
      var key = new Hop.Key.File(copyOfKey());
      assertThat(refusal(hop.hop(key)).text().toString()).contains("it does not let");

      Files.copy(Path.of(TestPerson.BOB.key() + ".pub"), Path.of(key.file() + ".pub"));
      keygen(
          "-s",
          authority.toString(),
          "-I",
          "gateway",
          "-n",
          hop.hop().user(),
          "-V",
          "-5m:+5m",
          key.file() + ".pub");
      reach(hop.hop(key));

      keygen(
          "-s",
          authority.toString(),
          "-I",
          "gateway",
          "-n",
          hop.hop().user(),
          "-V",
          "-9m:-5m",
          key.file() + ".pub");
      assertThat(refusal(hop.hop(key)).text().toString()).contains("is not valid now");
    }
  }

  @Test
  void anAgentLetsUsIn() throws IOException {
    var socket = dir.resolve("agent.sock");
    try (var hop = Sshd.in(dir);
        var agent = Program.start(List.of("ssh-agent", "-D", "-a", socket.toString()))) {
      agent.out().await("SSH_AUTH_SOCK=");
      var key = new Hop.Key.Agent(socket);
      assertThat(refusal(hop.hop(key)).text().toString()).contains("it does not let");

      try (var adding =
          Program.start(
              List.of("ssh-add", "-q", TestPerson.ALICE.key().toString()),
              dir,
              Map.of("SSH_AUTH_SOCK", socket.toString()))) {
        assertThat(adding.result().exitCode()).isZero();
      }

      reach(hop.hop(key));
    }
  }

  @Test
  void anAgentThatIsNotThereIsNamed() {
    try (var hop = Sshd.in(dir)) {
      var key = new Hop.Key.Agent(dir.resolve("agent.sock"));

      assertThat(refusal(hop.hop(key)).text().toString())
          .endsWith("no agent answers on the socket " + dir.resolve("agent.sock"));
    }
  }

  @Test
  void aHopWithoutACommonAlgorithmSaysWhatItOffers() {
    try (var hop = Sshd.in(dir, "KexAlgorithms diffie-hellman-group14-sha256")) {
      assertThat(refusal(hop.hop()).text().toString())
          .contains("no common algorithm")
          .contains("it offers diffie-hellman-group14-sha256");
    }
  }

  @Test
  void aPortWhereNobodyListensIsSaid() {
    try (var hop = Sshd.in(dir)) {
      hop.kill();

      assertThat(refusal(hop.hop()).text())
          .hasToString(
              "the hop %s: nothing listens on 127.0.0.1:%d".formatted(hop.hop(), hop.port()));
    }
  }

  @Test
  void whatAcceptsAndNeverAnswersIsGivenUpInTime() throws IOException {
    try (var hop = Sshd.in(dir);
        var mute = new ServerSocket(0)) {
      var known = hop.hop();
      var silent =
          new Hop(
              known.user(),
              new Endpoint.Tcp("127.0.0.1", mute.getLocalPort()),
              known.knownHosts(),
              known.key());
      long start = System.nanoTime();

      assertThat(refusal(silent).kind()).isEqualTo(Reason.Kind.UNREACHABLE);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BUDGET.plusSeconds(2));
    }
  }

  @Test
  void whatSpeaksNoSshIsSaidToSpeakNone() throws IOException {
    try (var hop = Sshd.in(dir);
        var web = new ServerSocket(0)) {
      Thread.ofVirtual().start(() -> answer(web));
      var known = hop.hop();
      var other =
          new Hop(
              known.user(),
              new Endpoint.Tcp("127.0.0.1", web.getLocalPort()),
              known.knownHosts(),
              known.key());

      assertThat(refusal(other).text().toString()).startsWith("the hop " + other + ": ");
    }
  }

  private static void answer(ServerSocket server) {
    try (var client = server.accept()) {
      client
          .getOutputStream()
          .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // The test is over.
    }
  }
}
