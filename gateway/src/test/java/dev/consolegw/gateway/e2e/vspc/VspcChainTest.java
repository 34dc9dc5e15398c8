package dev.consolegw.gateway.e2e.vspc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.gateway.net.accept.ServerTls;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestAuthority;
import dev.consolegw.gateway.testing.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates of a CA with an intermediate, as sites have them; the host is openssl's client. */
@Tag("slow")
@Timeout(120)
class VspcChainTest {
  /** The first of what we offer to a host: IAC WILL BINARY. */
  private static final String SERVED = "\u00ff\u00fb\0";

  @TempDir private Path dir;
  private TestAuthority authority;
  private Path leaf;
  private Path shown;

  @BeforeEach
  void issue() {
    authority = TestAuthority.in(dir, "ours");
    leaf = authority.issue("gateway");
    shown = authority.joined("shown.pem", leaf, authority.between());
  }

  private TestGateway gateway(String more) {
    return TestGateway.withVspc(
        "{ listen: \"telnets://127.0.0.1:0\", tls: { cert: \"%s\", key: \"%s\"%s } }"
            .formatted(shown, authority.key(leaf), more));
  }

  /** A host that trusts a root alone; a wrong certificate ends it. */
  private static Program host(TestGateway gateway, Path trusted, String... more) {
    var words =
        new ArrayList<>(
            List.of(
                "openssl",
                "s_client",
                "-quiet",
                "-verify_return_error",
                "-CAfile",
                trusted.toString(),
                "-connect",
                "127.0.0.1:" + gateway.vspcPort()));
    words.addAll(List.of(more));
    return Program.start(words);
  }

  @Test
  void aHostThatKnowsTheRootAloneIsServed() {
    try (var gateway = gateway("");
        var host = host(gateway, authority.root())) {
      host.out().await(SERVED);
    }
  }

  @Test
  void theOrderInTheFileDoesNotMatter() {
    shown = authority.joined("mixed.pem", authority.root(), authority.between(), leaf);
    try (var gateway = gateway("");
        var host = host(gateway, authority.root())) {
      host.out().await(SERVED);
    }
  }

  @Test
  void whereCertificatesAreAskedForAHostShowsItsChain() {
    var theirs = TestAuthority.in(dir, "theirs");
    var esxi = theirs.issue("esxi");
    var strangers = TestAuthority.in(dir, "strangers");
    var stranger = strangers.issue("esxi");
    try (var gateway = gateway(", client-ca: \"" + theirs.root() + "\"");
        var host =
            host(
                gateway,
                authority.root(),
                "-cert",
                esxi.toString(),
                "-key",
                theirs.key(esxi).toString(),
                "-cert_chain",
                theirs.between().toString());
        var other =
            host(
                gateway,
                authority.root(),
                "-cert",
                stranger.toString(),
                "-key",
                strangers.key(stranger).toString(),
                "-cert_chain",
                strangers.between().toString());
        var none = host(gateway, authority.root())) {
      host.out().await(SERVED);
      assertThat(other.result().out()).isEmpty();
      assertThat(none.result().out()).isEmpty();
    }
  }

  @Test
  void anIntermediateCanBeWhatIsTrusted() {
    var theirs = TestAuthority.in(dir, "theirs");
    var esxi = theirs.issue("esxi");
    try (var gateway = gateway(", client-ca: \"" + theirs.between() + "\"");
        var host =
            host(
                gateway,
                authority.root(),
                "-cert",
                esxi.toString(),
                "-key",
                theirs.key(esxi).toString())) {
      host.out().await(SERVED);
    }
  }

  @Test
  void aNewChainIsShownWithoutARestart() throws IOException {
    var next = TestAuthority.in(dir, "next");
    var anew = next.issue("gateway");
    try (var gateway = gateway("")) {
      Files.move(next.key(anew), authority.key(leaf), StandardCopyOption.REPLACE_EXISTING);
      Files.move(
          next.joined("all.pem", anew, next.between()), shown, StandardCopyOption.REPLACE_EXISTING);
      ClientPorts.until(() -> isTrusted(gateway, next.root()));
    }
  }

  private static boolean isTrusted(TestGateway gateway, Path root) {
    var words =
        List.of(
            "openssl",
            "s_client",
            "-verify_return_error",
            "-CAfile",
            root.toString(),
            "-connect",
            "127.0.0.1:" + gateway.vspcPort());
    try (var host = Program.start(words)) {
      host.endInput();
      return host.result().exitCode() == 0;
    }
  }

  @Test
  void aKeyOfAnotherCertificateIsToldOf() {
    var other = authority.issue("other");

    assertThatThrownBy(() -> ServerTls.read(shown, authority.key(other), Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "no certificate in %s goes with the key in %s".formatted(shown, authority.key(other)));
  }
}
