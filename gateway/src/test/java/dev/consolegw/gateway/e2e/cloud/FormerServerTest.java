package dev.consolegw.gateway.e2e.cloud;

import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.authz.openstack.testing.CloudStub;
import dev.consolegw.authz.openstack.testing.StubData;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeQemuWebSocket;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a server that its cloud has deleted. */
class FormerServerTest {
  private static final String ID = "5a3b7c1e-0000-4000-8000-000000000001";

  /** The cloud alone knows her: whom a file knows, too, need not wait for the cloud. */
  private static final TestPerson CAROL = TestPerson.STRANGER;

  @TempDir private Path folder;
  private final FakeQemuWebSocket vm = FakeQemuWebSocket.plain();
  private CloudStub stub;
  private TestGateway gateway;

  @BeforeEach
  void open() throws IOException {
    stub = CloudStub.start();
    stub.data().domain("default", "Default", true);
    stub.data().project("p-alpha", "alpha", "default", true);
    person(CAROL, "admin");
    person(BOB, "member");
    Files.writeString(folder.resolve("clouds.yaml"), stub.cloudsYaml());
    gateway = TestGateway.with("{ cloud: stub }", new CloudFiles(Map.of(), List.of(folder)));
  }

  private void person(TestPerson who, String role) {
    stub.data().user(who.name(), who.name(), "default", true);
    stub.data().key(who.name(), "mine", who.publicKey());
    stub.data().role("p-alpha", who.name(), role);
  }

  private void server(String name, String status, Map<String, String> metadata) {
    var uri = URI.create(vm.address().toString());
    var now = Instant.now().toString();
    stub.data().server(new StubData.Server(ID, "p-alpha", name, status, now, uri, metadata));
  }

  @AfterEach
  void close() {
    gateway.close();
    stub.close();
    vm.close();
  }

  /** Prints something, and is deleted. */
  private void liveAndGo(String name, Map<String, String> metadata) {
    server(name, "ACTIVE", metadata);
    try (var ssh = gateway.ssh(CAROL, "alpha/" + name).pipes().attached()) {
      vm.print("last words\r\n");
      ssh.awaitOut("last words\r\n");
    }
    server(name, "DELETED", metadata);
    gateway.restart(); // what is known of it is on disk alone
  }

  private Ssh.Result log(TestPerson who, String name) {
    return gateway.ssh(who, name).command("log --raw").run();
  }

  @Test
  void itsLogStaysReadableToWhoManagesItsProjectByNameAndById() {
    liveAndGo("web 1", Map.of());

    assertThat(log(CAROL, "alpha/web 1").out()).isEqualTo("last words\r\n");
    assertThat(log(CAROL, ID).out()).isEqualTo("last words\r\n");
    var mayWrite = log(BOB, "web 1");
    var neverWas = log(BOB, "nothing");
    assertThat(mayWrite.exitCode()).isEqualTo(65);
    assertThat(mayWrite.out()).isEmpty();
    assertThat(mayWrite.err()).isEqualTo(neverWas.err().replace("nothing", "\"web 1\""));
  }

  @Test
  void theRoleOfTodayDecides() {
    liveAndGo("web1", Map.of());
    assertThat(log(CAROL, "web1").exitCode()).isZero();

    stub.data().noRole("p-alpha", CAROL.name());
    stub.data().role("p-alpha", CAROL.name(), "reader");
    gateway.restart(); // at once, and not within the recheck

    assertThat(log(CAROL, "web1").exitCode()).isEqualTo(65);
  }

  @Test
  void whatItsMetadataTookAwayStaysAway() {
    liveAndGo("web1", Map.of("console-gw:max-right", "write"));

    assertThat(log(CAROL, "web1").exitCode()).isEqualTo(65);
  }

  @Test
  void aServerThatHasBeenRenamedGoesByItsLastName() {
    server("old", "ACTIVE", Map.of());
    try (var ssh = gateway.ssh(CAROL, "old").pipes().attached()) {
      vm.print("first words\r\n");
      ssh.awaitOut("first words\r\n");
      server("new", "ACTIVE", Map.of());
      awaitListed("new");
    }

    server("new", "DELETED", Map.of());
    gateway.restart();

    assertThat(log(CAROL, "new").out()).isEqualTo("first words\r\n");
    assertThat(log(CAROL, "old").exitCode()).isEqualTo(65);
  }

  /** A list may be some seconds old. */
  private void awaitListed(String name) {
    String list = "";
    for (int tries = 0; tries < 100 && !list.contains(name); tries++) {
      list = gateway.ssh(CAROL, "menu").command("list").run().out();
    }
    assertThat(list).contains(name);
  }
}
