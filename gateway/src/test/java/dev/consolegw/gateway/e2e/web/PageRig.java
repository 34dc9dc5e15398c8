package dev.consolegw.gateway.e2e.web;

import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static java.util.Comparator.reverseOrder;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.CutLine;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.farside.FakeOdorobo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** A gateway with a few guests, and a line between it and browsers that can be cut. */
final class PageRig implements AutoCloseable {
  private final Path folder = Files.createTempDirectory("page-rig");
  private final CutLine line = CutLine.toNowhere();
  private final FakeGuest guest = FakeGuest.tcp();
  private final FakeGuest flooding = FakeGuest.tcp();
  private final FakeOdorobo agent = FakeOdorobo.plain();
  private GatewayProcess gateway;

  private PageRig() throws IOException {
    write("lab/*");
    gateway = GatewayProcess.on(folder);
    lead();
  }

  private void lead() {
    gateway.err().await("event=web-listening address=127.0.0.1:");
    var port = Integer.parseInt(gateway.err().awaitLine().replaceFirst(" .*", ""));
    line.leadTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  static PageRig start() throws IOException {
    return new PageRig();
  }

  private void write(String consoles) throws IOException {
    Files.writeString(
        folder.resolve("console-gw.yaml"),
        """
        state: "%s/state"
        ssh: { listen: "127.0.0.1:0", strangers-per-address: 100 }
        web: { listen: "127.0.0.1:0", public-url: "http://127.0.0.1:%d" }
        users:
          alice: { keys: ["%s"] }
          bob: { keys: ["%s"] }
        rules:
          - { users: [alice], consoles: ["%s"], right: manage }
          - { users: [bob], consoles: ["lab/shared"], right: write }
        consoles:
          lab/shared: { address: "%s" }
          lab/flood: { address: "%s" }
          lab/agent: { address: "%s" }
        """
            .formatted(
                folder,
                line.port(),
                ALICE.publicKey(),
                BOB.publicKey(),
                consoles,
                guest.address(),
                flooding.address(),
                agent.address()));
  }

  FakeGuest guest() {
    return guest;
  }

  FakeGuest flooding() {
    return flooding;
  }

  FakeOdorobo agent() {
    return agent;
  }

  CutLine line() {
    return line;
  }

  Ssh ssh(TestPerson who, String name) {
    return gateway.ssh(who, name);
  }

  /** A link to the page of a console, which opens once. */
  String link(TestPerson who, String name) {
    var result = ssh(who, "lab/" + name).command("url").run();
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out().strip();
  }

  /** The address of a console's page, for who has been there. */
  String page(String name) {
    return "http://127.0.0.1:%d/c/lab/%s".formatted(line.port(), name);
  }

  /** A link to the list of all that somebody may open. */
  String listLink(TestPerson who) {
    var result = ssh(who, "menu").command("url").run();
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out().strip();
  }

  /** Stops the gateway as its operator does. */
  void stop() {
    gateway.stop();
  }

  /** Starts another one on the same state. */
  void startAgain() {
    gateway = gateway.again();
    lead();
  }

  /** From now on Alice may use these consoles alone. */
  void mayUse(String consoles) {
    try {
      write(consoles);
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
    gateway.signal("HUP");
    gateway.err().await("event=settings-read");
  }

  @Override
  public void close() throws IOException {
    gateway.close();
    line.close();
    guest.close();
    flooding.close();
    agent.close();
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
