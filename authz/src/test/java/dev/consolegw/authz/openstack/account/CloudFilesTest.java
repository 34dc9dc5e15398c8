package dev.consolegw.authz.openstack.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.Secret;
import dev.consolegw.config.yaml.Problems;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudFilesTest {
  private final Problems problems = new Problems();

  @TempDir private Path directory;

  private Optional<CloudConfig> read(String yaml) throws IOException {
    Files.writeString(directory.resolve("clouds.yaml"), yaml);
    return new CloudFiles(Map.of(), List.of(directory)).read(Optional.of("c"), problems);
  }

  @Test
  void everythingIsReadAndSecretsLieBesideIt() throws IOException {
    Files.writeString(directory.resolve("secure.yaml"), "clouds: {c: {auth: {password: hush}}}");

    var config =
        read("""
        clouds:
          c:
            region_name: North
            interface: internalURL
            cacert: /ca.pem
            verify: false
            auth: {auth_url: "https://k:5000", username: gw, user_domain_name: D, system_scope: all}
        """)
            .orElseThrow();

    assertThat(config.authUrl()).isEqualTo(URI.create("https://k:5000/v3"));
    assertThat(config.credential())
        .isEqualTo(
            new CloudCredential.Password(
                Ref.name("gw"), Optional.of(Ref.name("D")), new Secret("hush")));
    assertThat(config.scope()).contains(new Scope.OfSystem());
    assertThat(config.region()).contains("North");
    assertThat(config.face()).isEqualTo("internal");
    assertThat(config.trust())
        .isEqualTo(new CloudConfig.Trust(Optional.of(Path.of("/ca.pem")), true));
    assertThat(config.toString()).doesNotContain("hush");
  }

  @Test
  void theEnvironmentDescribesACloudToo() {
    var environment =
        Map.of(
            "OS_AUTH_URL", "http://k/identity/v3/",
            "OS_APPLICATION_CREDENTIAL_ID", "a1",
            "OS_APPLICATION_CREDENTIAL_SECRET", "hush");

    var config = new CloudFiles(environment, List.of()).read(Optional.empty(), problems);

    assertThat(config.orElseThrow().authUrl()).isEqualTo(URI.create("http://k/identity/v3"));
    assertThat(config.orElseThrow().credential()).isInstanceOf(CloudCredential.Application.class);
  }

  @Test
  void whatIsMissingIsSaid() throws IOException {
    assertThat(read("clouds: {c: {auth: {username: gw}}}")).isEmpty();
    assertThat(read("clouds: {other: {}}")).isEmpty();
    assertThat(read("[]")).isEmpty();
    assertThat(read("clouds: {c: {auth: {auth_url: 'ftp://x', username: u, password: p}}}"))
        .isEmpty();

    assertThat(problems.all()).extracting(it -> it.text()).anyMatch(it -> it.contains("auth_url"));
    assertThat(problems.all()).hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void anchorsAndMergesOfOtherReadersAreFollowed() throws IOException {
    var config =
        read(
            """
            common: &auth {auth_url: "http://k/v3", username: gw}
            clouds:
              c: {auth: {<<: *auth, password: hush}}
            """);

    assertThat(config).isPresent();
  }
}
