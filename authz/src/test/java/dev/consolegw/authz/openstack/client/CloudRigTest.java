package dev.consolegw.authz.openstack.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.authz.openstack.client.CloudException.Kind;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The client against a real Keystone and a real Nova. */
@Tag("openstack")
class CloudRigTest {
  private Rig rig;
  private Cloud cloud;

  @BeforeEach
  void open() throws IOException {
    rig = Rig.open();
    cloud = rig.cloud("console-gw");
  }

  @AfterEach
  void close() throws IOException {
    cloud.close();
  }

  @Test
  void oneCredentialServesKeystoneAndEveryProject() throws CloudException {
    var alpha = cloud.compute(rig.project("alpha")).servers();
    var beta = cloud.compute(rig.project("beta")).servers();

    assertThat(cloud.identity().users().items()).extracting(it -> it.name()).contains("alice");
    assertThat(cloud.identity().domains().items()).extracting(it -> it.id()).contains("default");
    assertThat(alpha).extracting(it -> it.name()).contains("my-server", "db1");
    assertThat(beta).extracting(it -> it.id()).containsExactly(rig.server("beta/my-server"));
    assertThat(beta.getFirst().status()).isEqualTo("ACTIVE");
  }

  @Test
  void rolesAreToldWithTheImpliedOnes() throws CloudException {
    var all = cloud.identity().roles(rig.project("alpha"));
    var alice = cloud.identity().roles(rig.project("alpha"), rig.user("alice"));
    var dave = cloud.identity().roles(rig.project("alpha"), rig.user("dave"));

    assertThat(all)
        .contains(new IdentityApi.Held(rig.project("alpha"), rig.user("carol"), "reader"));
    assertThat(alice).extracting(it -> it.role()).contains("member", "reader");
    assertThat(dave).isEmpty();
  }

  @Test
  void keyPairsOfOthersAreSeen() throws CloudException {
    var keys = cloud.compute(rig.project("service")).keyPairs(rig.user("alice"));

    assertThat(keys).extracting(it -> it.name()).contains("alice-key");
    assertThat(keys.getFirst().publicKey()).startsWith("ssh-ed25519 ");
    assertThat(cloud.compute(rig.project("service")).keyPairs("nobody")).isEmpty();
  }

  @Test
  void aConsoleHasAnAddressThatIsNotShown() throws CloudException {
    var url = cloud.compute(rig.project("alpha")).consoleUrl(rig.server("alpha/db1"));

    assertThat(url.uri().getQuery()).startsWith("token=");
    assertThat(url.toString()).isEqualTo("(console at ws://127.0.0.1:6083)");
  }

  @Test
  void theServerOfAnotherProjectIsNotFound() {
    var alpha = cloud.compute(rig.project("alpha"));

    assertThatThrownBy(() -> alpha.consoleUrl(rig.server("beta/my-server")))
        .isInstanceOfSatisfying(
            CloudException.class, it -> assertThat(it.kind()).isEqualTo(Kind.NOT_FOUND));
  }

  @Test
  void thePolicyRuleThatSaysNoIsNamed() throws IOException {
    try (var alice = rig.cloud("alice")) {
      assertThatThrownBy(() -> alice.identity().users())
          .isInstanceOfSatisfying(
              CloudException.class,
              it -> {
                assertThat(it.kind()).isEqualTo(Kind.FORBIDDEN);
                assertThat(it.rule()).contains("identity:list_users");
              });
      assertThatThrownBy(() -> alice.compute(rig.project("beta")).servers())
          .isInstanceOfSatisfying(
              CloudException.class, it -> assertThat(it.kind()).isEqualTo(Kind.UNAUTHORIZED));
    }
  }

  @Test
  void whatTheServerPrintedAndWhatChangedIsTold() throws CloudException {
    var alpha = cloud.compute(rig.project("alpha"));

    assertThat(alpha.consoleOutput(rig.server("alpha/db1"), 50)).isNotEmpty();
    assertThat(alpha.servers(Instant.EPOCH)).extracting(it -> it.name()).contains("db1");
    assertThat(cloud.homeProject()).contains(rig.project("service"));
  }
}
