package dev.consolegw.gateway.e2e.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.gateway.check.CloudCheck;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Rig;
import dev.consolegw.gateway.testing.TestCertificate;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.farside.TlsFront;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real cloud behind TLS, and whom we believe to be it. */
@Tag("openstack-once")
@Tag("openstack")
class CloudTlsTest {
  private static final int KEYSTONE = 5000;
  private static final int NOVA = 8774;
  private static final int PROXY = 6083;

  @TempDir private static Path folder;
  private static Rig rig;
  private static TestCertificate certificate;
  private static TlsFront keystone;
  private static TlsFront nova;

  @BeforeAll
  static void open() {
    rig = Rig.open();
    certificate = TestCertificate.in(folder);
    keystone = TlsFront.of(KEYSTONE, certificate);
    nova = TlsFront.of(NOVA, certificate);
  }

  @AfterAll
  static void close() {
    keystone.close();
    nova.close();
    rig.close();
  }

  /** The cloud, by its fronts. */
  private static CloudFiles clouds(TlsFront identity, String trust) throws IOException {
    var place = Files.createTempDirectory(folder, "clouds");
    Files.writeString(
        place.resolve("clouds.yaml"),
        """
        clouds:
          console-gw:
            %s
            compute_endpoint_override: https://127.0.0.1:%d/v2.1
            auth:
              auth_url: https://127.0.0.1:%d/v3
              username: console-gw
              password: console-gw-pw
              user_domain_id: default
              project_name: service
              project_domain_id: default
        """
            .formatted(trust, nova.port(), identity.port()));
    return new CloudFiles(Map.of(), List.of(place));
  }

  private static List<String> check(CloudFiles clouds, ExitCode expected) throws Exception {
    var report = new ArrayList<String>();
    var config = CloudCheck.find(Optional.of("console-gw"), clouds);

    assertThat(CloudCheck.run(config, InstantSource.system(), report::add))
        .as(report.toString())
        .isEqualTo(expected);
    return report;
  }

  private static String cacert() {
    return "cacert: " + certificate.pem();
  }

  @Test
  void theGatewayServesACloudWhoseAuthorityItKnows() throws Exception {
    var clouds = clouds(keystone, cacert());
    try (var gateway = TestGateway.with("{ cloud: console-gw }", clouds);
        var ssh = gateway.ssh(rig.key("alice"), "my-server").pipes().attached()) {
      ssh.type("\r");

      ssh.awaitOut("login:");
    }
    assertThat(check(clouds, ExitCode.OK))
        .filteredOn(line -> line.startsWith("warning"))
        .allMatch(line -> line.contains("consoles go to Nova's proxy in clear"));
  }

  @Test
  void aCloudThatNobodyVouchesForIsNotSignedInTo() throws Exception {
    var report = check(clouds(keystone, "region_name: RegionOne"), ExitCode.UNAVAILABLE);

    assertThat(report).singleElement().asString().contains("certificate");
  }

  @Test
  void aCertificateForAnotherHostIsNoGood() throws Exception {
    var other = TestCertificate.forAnother(folder);
    try (var front = TlsFront.of(KEYSTONE, other)) {
      var report = check(clouds(front, "cacert: " + other.pem()), ExitCode.UNAVAILABLE);

      assertThat(report).singleElement().asString().contains("certificate");
    }
  }

  @Test
  void whoChecksNothingIsWarnedAndServed() throws Exception {
    var other = TestCertificate.forAnother(folder);
    try (var front = TlsFront.of(KEYSTONE, other)) {
      var report = check(clouds(front, "insecure: true"), ExitCode.OK);

      assertThat(report).anyMatch(line -> line.startsWith("warning certificates are NOT checked"));
    }
  }

  @Test
  void theSmallClientSpeaksToNovasProxyByTls() {
    try (var front = TlsFront.of(PROXY, certificate)) {
      var address = rig.server("db1").console().toString();
      var url = address.replaceFirst("ws://[^/]*", "wss://127.0.0.1:" + front.port());
      var trusting =
          GatewayProcess.main(
              List.of(), "connect", "--url", url, "--ca", certificate.pem().toString());
      try (trusting) {
        trusting.type("\r");
        trusting.endInput();
        var result = trusting.result();

        assertThat(result.out()).as(result.err()).contains("login:");
        assertThat(result.exitCode()).isZero();
      }
      try (var doubting = GatewayProcess.main(List.of(), "connect", "--url", url)) {
        var result = doubting.result();

        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.err()).contains("no TLS with 127.0.0.1:" + front.port());
      }
    }
  }
}
