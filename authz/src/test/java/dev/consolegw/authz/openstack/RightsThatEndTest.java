package dev.consolegw.authz.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Authorizer;
import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Credential;
import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Renewal;
import dev.consolegw.authz.openstack.CloudPeopleTest.Keys;
import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.authz.openstack.client.Cloud;
import dev.consolegw.authz.openstack.testing.CloudStub;
import dev.consolegw.authz.openstack.testing.Fault;
import dev.consolegw.config.Settings;
import dev.consolegw.config.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A no of the cloud ends a right at the next recheck, whatever else the cloud does not answer. */
class RightsThatEndTest {
  @TempDir private Path state;
  private volatile Instant now = Instant.now();
  private final CountDownLatch never = new CountDownLatch(1);
  private CloudStub stub;
  private Cloud cloud;
  private CloudPeople people;
  private Authorizer authorizer;
  private Grant grant;

  /** Alice is a member of a project in a domain of its own; her own domain is another. */
  @BeforeEach
  void open() throws Exception {
    stub = CloudStub.start(() -> now);
    stub.data().domain("default", "Default", true);
    stub.data().domain("guests", "Guests", true);
    stub.data().project("p-alpha", "alpha", "guests", true);
    stub.data().project("p-beta", "beta", "default", true);
    stub.data().user("u-alice", "alice", "default", true);
    stub.data().key("u-alice", "mine", Keys.line("alice"));
    stub.data().role("p-alpha", "u-alice", "member");
    Files.writeString(state.resolve("clouds.yaml"), stub.cloudsYaml());
    var config = new CloudFiles(Map.of(), List.of(state)).read(Optional.of("stub"), new Problems());
    cloud = new Cloud(config.orElseThrow(), () -> now);
    people =
        new CloudPeople(
            CloudPeopleTest.settings(), Settings.Sessions.UNSAID, cloud, state, () -> now);
    authorizer = new Authorizer(List.of(people), List.of(people.policy()));
    people.start(_ -> Set.of());
    authorizer.ready().get(10, TimeUnit.SECONDS);
    var server =
        new ConsoleRef(
            "openstack", "alpha", "1", "my-server", Map.of(CloudPeople.PROJECT_ID, "p-alpha"));
    var alice = authorizer.identify(new Credential.Key(Keys.of("alice"))).orElseThrow();
    grant = authorizer.grant(alice, server).orElseThrow();
    assertThat(authorizer.renew(grant)).isInstanceOf(Renewal.Renewed.class);
    now = now.plusSeconds(61);
  }

  @AfterEach
  void close() throws IOException {
    never.countDown();
    people.close();
    cloud.close();
    stub.close();
  }

  @Test
  void aDisabledProjectEndsItThoughNovaTakesNoTokenOfItAnyMore() {
    stub.data().project("p-alpha", "alpha", "guests", false);

    assertThat(authorizer.renew(grant)).isInstanceOf(Renewal.Gone.class);
  }

  @Test
  void aDisabledDomainOfTheProjectEndsIt() {
    stub.data().domain("guests", "Guests", false);

    assertThat(authorizer.renew(grant)).isInstanceOf(Renewal.Gone.class);
  }

  @Test
  void aDisabledDomainOfThePersonEndsItThoughTheKeysAreReadWithAProjectOfThatDomain() {
    stub.data().domain("default", "Default", false);

    assertThat(authorizer.renew(grant)).isInstanceOf(Renewal.Gone.class);
  }

  @Test
  void aNoDecidesWhileAllTheRestIsSilent() {
    stub.data().noRole("p-alpha", "u-alice");
    stub.fail("/v3/users/", new Fault.Held(never), 99);
    stub.fail("/v3/projects/", new Fault.Status(503, 3600), 99);
    stub.fail("/v3/domains/", new Fault.Status(500, -1), 99);
    stub.fail("os-keypairs", new Fault.Held(never), 99);

    assertThat(authorizer.renew(grant)).isInstanceOf(Renewal.Gone.class);
  }

  @Test
  void whatARightRestsOnIsReadSideBySide() throws Exception {
    var parts = List.of("/v3/projects/p-", "/v3/domains/", "/v3/role_assignments", "os-keypairs");
    var before = parts.stream().map(stub::calls).toList();
    stub.fail("/v3/users/u-alice", new Fault.Held(never), 1);
    var renewal = new CompletableFuture<Renewal>();
    Thread.ofVirtual().start(() -> renewal.complete(authorizer.renew(grant)));

    for (int i = 0; i < parts.size(); i++) {
      int part = i;
      CloudPeopleTest.eventually(() -> stub.calls(parts.get(part)) > before.get(part));
    }
    assertThat(renewal).isNotDone();

    never.countDown();
    assertThat(renewal.get(10, TimeUnit.SECONDS)).isInstanceOf(Renewal.Renewed.class);
  }

  @Test
  void whatKeystoneDoesNotShowOfThePersonIsANo() {
    stub.fail("/v3/users/u-alice", new Fault.Status(403, -1), 99);

    assertThat(authorizer.renew(grant)).isInstanceOf(Renewal.Gone.class);
  }

  @Test
  void theProjectWhoseTokenReadsKeysMayBeClosed() {
    people.close(); // nothing else is to read meanwhile
    stub.data().project("p-beta", "beta", "default", false);
    stub.revokeTokens();
    assertThat(authorizer.renew(grant)).isInstanceOf(Renewal.Renewed.class);

    stub.data().project("p-beta", "beta", "default", true);
    stub.data().project("p-alpha", "alpha", "guests", false);
    now = now.plusSeconds(61);
    assertThat(authorizer.renew(grant)).isInstanceOf(Renewal.Gone.class);
  }

  @Test
  void thatOurOwnAccountIsRefusedIsNobodysNo() {
    stub.revokeTokens();
    stub.fail("POST /v3/auth/tokens", new Fault.Status(401, -1), 99);

    assertThat(authorizer.renew(grant)).isInstanceOf(Renewal.Unknown.class);
  }

  @Test
  void thatNovaShowsNobodysKeysIsNobodysNo() {
    stub.fail("os-keypairs", new Fault.Status(403, -1), 99);

    assertThat(authorizer.renew(grant)).isInstanceOf(Renewal.Unknown.class);
  }
}
