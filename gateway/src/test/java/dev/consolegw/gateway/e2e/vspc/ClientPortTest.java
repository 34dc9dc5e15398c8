package dev.consolegw.gateway.e2e.vspc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.NumberedOutput;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.client.PortClient;
import dev.consolegw.gateway.testing.farside.FakeEsxi;
import dev.consolegw.gateway.testing.farside.FakeEsxi.Vm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients of a VM's own TCP port, beside a real ssh. */
@Tag("slow")
@Timeout(120)
class ClientPortTest {
  private static final Vm WEB1 = Vm.named("web1");
  private static final String OFFERS =
      "\u00ff\u00fb\0\u00ff\u00fb\3\u00ff\u00fb\1\u00ff\u00fd\0\u00ff\u00fd\3";
  private static final String AGREED =
      "\u00ff\u00fd\0\u00ff\u00fd\3\u00ff\u00fd\1\u00ff\u00fb\0\u00ff\u00fb\3";

  @TempDir private Path folder;

  private static TestGateway gateway(String ports, String rule) {
    return TestGateway.withVspcAndRule(ClientPorts.vspc(ports), rule);
  }

  /** The same, whose audit goes to a file. */
  private TestGateway audited(String ports) {
    var audit = "\naudit: { file: \"%s\" }".formatted(audit());
    return TestGateway.withVspcAndRule(ClientPorts.vspc(ports) + audit, ClientPorts.WRITE);
  }

  private Path audit() {
    return folder.resolve("audit.jsonl");
  }

  private static TestGateway gateway(String ports) {
    return gateway(ports, ClientPorts.WRITE);
  }

  private static FakeEsxi call(TestGateway gateway, Vm vm) {
    return FakeEsxi.calls(gateway.vspcPort(), vm).connect().awaitServed();
  }

  private static PortClient raw(TestGateway gateway) {
    return new PortClient(ClientPorts.number(gateway, "web1"));
  }

  /** One that has answered as telnet clients do. */
  private static PortClient telnet(TestGateway gateway) {
    var client = raw(gateway);
    client.shown().await(OFFERS);
    client.send(AGREED);
    return client;
  }

  @Test
  void whoNegotiatesNothingGetsTheBytesAsTheyAre() {
    var all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    try (var gateway = gateway("");
        var vm = call(gateway, WEB1);
        var client = raw(gateway)) {
      client.shown().await(OFFERS);
      client.send(all);
      assertThat(vm.typed().await(256)).isEqualTo(all);
      vm.print(all);
      assertThat(client.shown().await(256)).isEqualTo(all);
      assertThat(vm.faults()).isEmpty();
    }
  }

  @Test
  void aDebuggerIsShownNoOffers() {
    try (var gateway = gateway("");
        var vm = call(gateway, WEB1);
        var client = raw(gateway).send("+$qSupported#37")) {
      vm.typed().await("+$qSupported#37");
      vm.print("+$#00");
      assertThat(new String(client.shown().await(5), StandardCharsets.ISO_8859_1))
          .isEqualTo("+$#00");
    }
  }

  @Test
  void whatABrowserAsksForIsNotTyped() throws IOException {
    try (var gateway = audited("");
        var vm = call(gateway, WEB1);
        var client = raw(gateway)) {
      client.send("POST /x HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nrm -rf /\r\n");
      client.shown().await("no browser types here");
      client.awaitEnd();
      assertThat(vm.typed().soFar()).isEmpty();
    }
    assertThat(Files.readString(audit()))
        .containsPattern("\"refused\".*web1.*\"kind\":\"console\",\"exit\":64,")
        .doesNotContain("rm -rf");
  }

  @Test
  void aTelnetClientIsAgreedWithAndTold() {
    try (var gateway = gateway("");
        var vm = call(gateway, WEB1);
        var client = telnet(gateway)) {
      client.shown().await("console: attached server=web1");
      client.shown().await("role=write");
      client.send("a\r\u00ff\u00ff\0b");
      assertThat(vm.typed().await(5)).containsExactly('a', '\r', 0xff, 0, 'b');
      vm.print(new byte[] {'x', (byte) 0xff, '\r', 0, 'y'});
      client.shown().await("x\u00ff\u00ff\r\0y");
    }
  }

  @Test
  void telnetsBreakIsTheVms() {
    try (var gateway = gateway("");
        var vm = call(gateway, WEB1);
        var client = telnet(gateway)) {
      client.shown().await("role=write");
      client.send("\u00ff\u00f3x");
      vm.typed().await("x");
      ClientPorts.until(() -> vm.breaks() == 1);
      client.send("\u00ff\u00f6");
      client.shown().await("[Yes]");
    }
  }

  @Test
  void aClientThatDeclinesBinarySpeaksAsOldTerminalsDo() {
    try (var gateway = gateway("");
        var vm = call(gateway, WEB1);
        var client = raw(gateway)) {
      client.shown().await(OFFERS);
      client.send("\u00ff\u00fe\0\u00ff\u00fd\3\u00ff\u00fd\1\u00ff\u00fc\0\u00ff\u00fb\3");
      client.shown().await("role=write");
      client.send("ls\r\0pwd\r\nx");
      vm.typed().await("ls\rpwd\rx");
      vm.print("50%\r100%\r\n");
      client.shown().await("50%\r\u0000100%\r\n");
    }
  }

  @Test
  void itIsOneOfTheSessionsAndClearEndsIt() {
    try (var gateway = gateway("");
        var vm = call(gateway, WEB1);
        var client = telnet(gateway);
        var ssh = gateway.ssh(TestPerson.ALICE, "web1").pipes()) {
      client.shown().await("role=write");
      assertThat(ssh.exitCode()).isEqualTo(75);
      var alice = gateway.ssh(TestPerson.ALICE, "web1");
      assertThat(alice.command("who").run().out()).contains("client-ports").contains("127.0.0.1");

      assertThat(alice.command("clear").run().exitCode()).isZero();

      client.awaitEnd();
      assertThat(vm.hasEnded()).isFalse();
    }
  }

  @Test
  void withoutARuleNobodyIsLetIn() {
    try (var gateway = TestGateway.withVspc(ClientPorts.vspc(""));
        var vm = call(gateway, WEB1);
        var client = telnet(gateway)) {
      client.shown().await("no longer yours to open");
      client.awaitEnd();
      assertThat(vm.hasEnded()).isFalse();
    }
  }

  @Test
  void readIsTheMostThatARuleCanGiveThen() {
    try (var gateway = gateway("mode: read", ClientPorts.MANAGE);
        var vm = call(gateway, WEB1);
        var raw = raw(gateway);
        var client = telnet(gateway)) {
      client.shown().await("role=watch");
      raw.shown().await(OFFERS);
      raw.send("rm -rf /\r");
      ClientPorts.until(() -> ClientPorts.viewers(gateway, "web1") == 2);
      client.send("rm -rf /\r");
      client.shown().await("may not write here");
      vm.print("login: ");
      client.shown().await("login: ");
      raw.shown().await("login: ");
      assertThat(vm.typed().soFar()).isEmpty();
    }
  }

  @Test
  void ofTwoClientsTheFirstWritesAndTheOtherWatches() {
    try (var gateway = gateway("");
        var vm = call(gateway, WEB1);
        var first = telnet(gateway)) {
      first.shown().await("role=write");
      try (var second = telnet(gateway)) {
        second.shown().await("role=watch");
        first.send("x");
        vm.typed().await("x");
        vm.print("for both");
        first.shown().await("for both");
        second.shown().await("for both");
      }
    }
  }

  @Test
  void freeForAllIsWhatItSays() {
    try (var gateway = gateway("mode: free-for-all");
        var vm = call(gateway, WEB1);
        var first = telnet(gateway)) {
      first.shown().await("role=write");
      try (var second = telnet(gateway)) {
        second.shown().await("role=join");
        second.send("b");
        vm.typed().await("b");
        first.send("a");
        vm.typed().await("a");
      }
    }
  }

  @Test
  void exclusiveLetsNobodyElseLook() {
    try (var gateway = gateway("mode: exclusive");
        var vm = call(gateway, WEB1);
        var first = telnet(gateway)) {
      first.shown().await("role=write");
      try (var second = telnet(gateway)) {
        second.shown().await("has this console alone");
        second.awaitEnd();
      }
      assertThat(gateway.ssh(TestPerson.ALICE, "web1+ro").run().exitCode()).isEqualTo(75);
      assertThat(vm.hasEnded()).isFalse();
    }
  }

  @Test
  void aPortTakesSoManyClients() throws IOException {
    try (var gateway = audited("clients: 1");
        var vm = call(gateway, WEB1);
        var first = telnet(gateway)) {
      first.shown().await("role=write");
      try (var second = raw(gateway)) {
        second.shown().await("console: this port has as many clients as it may have");
        second.awaitEnd();
      }
      hangUp(first);
      ClientPorts.until(() -> {
        try (var third = telnet(gateway)) {
          third.shown().await("console: ");
          return third.shown().awaitLine().contains("role=write");
        }
      });
      assertThat(vm.hasEnded()).isFalse();
    }
    assertThat(Files.readString(audit()))
        .containsPattern(
            "\"refused\".*web1.*\"exit\":75,\"reason\":\"this port has as many clients");
  }

  @Test
  void aClientStaysThroughAPowerCycleAndWaitsForAVmThatIsOff() {
    try (var gateway = gateway("")) {
      var before = call(gateway, WEB1);
      try (var client = telnet(gateway)) {
        client.shown().await("role=write");
        before.close();
        client.shown().await("waiting for it to call again");
        try (var late = telnet(gateway)) {
          late.shown().await("waiting for the console to come up");
          try (var after = call(gateway, WEB1)) {
            client.shown().await("connected again");
            late.shown().await("role=watch");
            after.print("up");
            client.shown().await("up");
          }
        }
      }
    }
  }

  @Test
  void itsNumberIsTheSameAfterARestart() {
    try (var gateway = gateway("")) {
      var other = call(gateway, Vm.named("other"));
      var vm = call(gateway, WEB1);
      int number = ClientPorts.number(gateway, "web1");
      assertThat(number).isNotEqualTo(ClientPorts.number(gateway, "other"));
      vm.close();
      other.close();

      gateway.restart();

      try (var client = telnet(gateway)) {
        client.shown().await("waiting for the console");
        try (var again = call(gateway, WEB1)) {
          assertThat(ClientPorts.number(gateway, "web1")).isEqualTo(number);
          client.shown().await("role=write");
          assertThat(again.faults()).isEmpty();
        }
      }
    }
  }

  @Test
  void aVmKeepsThePortThatItHadWithVspcPy() throws IOException {
    int port = ClientPorts.free();
    var uuid = WEB1.uuid().replace(" ", "");
    var map = Files.writeString(folder.resolve("ports"), "old name:%s:%d\n".formatted(uuid, port));
    try (var gateway = gateway("import: \"" + map + "\"");
        var other = call(gateway, Vm.named("other"));
        var vm = call(gateway, WEB1)) {
      assertThat(ClientPorts.number(gateway, "web1")).isEqualTo(port);
      assertThat(ClientPorts.number(gateway, "other")).isNotEqualTo(port);
      try (var client = telnet(gateway)) {
        client.shown().await("role=write");
      }
      assertThat(vm.hasEnded()).isEqualTo(other.hasEnded()).isFalse();
    }
  }

  @Test
  void aClientThatReadsNothingDelaysNobody() {
    try (var gateway = gateway("");
        var vm = call(gateway, WEB1);
        var stuck = telnet(gateway)) {
      stuck.shown().await("role=write");
      stuck.shown().stop(true);
      try (var ssh = gateway.ssh(TestPerson.ALICE, "web1+ro").pipes().attached()) {
        vm.print(NumberedOutput.at(0, 20_000_000));
        vm.print("\nthe end");
        ssh.awaitOut("the end");
      }
      assertThat(vm.faults()).isEmpty();
    }
  }

  @Test
  void whoSpeaksTelnetWithoutAnEndIsCutOff() {
    try (var gateway = gateway("");
        var vm = call(gateway, WEB1);
        var client = raw(gateway)) {
      client.shown().await(OFFERS);
      client.send("\u00ff\u00fa\u0018" + "x".repeat(10_000));
      client.awaitEnd();
      assertThat(vm.hasEnded()).isFalse();
    }
  }

  private static void hangUp(AutoCloseable client) {
    try {
      client.close();
    } catch (Exception broken) {
      throw new AssertionError(broken);
    }
  }
}
