package dev.consolegw.gateway.e2e.vspc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.client.SshTerminal;
import dev.consolegw.gateway.testing.farside.FakeEsxi;
import dev.consolegw.gateway.testing.farside.FakeEsxi.Vm;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The programs that people had for vSPC.py, at a VM's port: telnet, gdb, socat. */
@Timeout(120)
class ClientProgramsTest {
  private static final Vm WEB1 = Vm.named("web1");

  private static TestGateway gateway() {
    return TestGateway.withVspcAndRule(ClientPorts.vspc(""), ClientPorts.WRITE);
  }

  private static FakeEsxi call(TestGateway gateway, Vm vm) {
    return FakeEsxi.calls(gateway.vspcPort(), vm).connect().awaitServed();
  }

  private static SshTerminal telnet(int port) {
    return SshTerminal.start(24, 80, List.of("telnet", "127.0.0.1", String.valueOf(port)));
  }

  @Test
  void aPersonTypesAndLooksInTelnet() {
    try (var gateway = gateway();
        var vm = call(gateway, WEB1);
        var telnet = telnet(ClientPorts.number(gateway, "web1"))) {
      telnet.await("console: attached server=web1");
      telnet.await("role=write");
      vm.print("login: ");
      telnet.await("login: ");
      telnet.type("root\r");
      vm.typed().await("root\r");
      telnet.type("\u0003\u007f\t\u00fcx");
      assertThat(vm.typed().await(6))
          .isEqualTo("\u0003\u007f\t\u00fcx".getBytes(StandardCharsets.UTF_8));
      assertThat(vm.faults()).isEmpty();
    }
  }

  @Test
  void telnetSendsItsBreakAndAsksWhetherWeAreThere() {
    try (var gateway = gateway();
        var vm = call(gateway, WEB1);
        var telnet = telnet(ClientPorts.number(gateway, "web1"))) {
      telnet.await("role=write");
      telnet.type("\u001d");
      telnet.await("telnet> ");
      telnet.type("send brk\r");
      ClientPorts.until(() -> vm.breaks() == 1);
      telnet.type("\u001d");
      telnet.await("telnet> ");
      telnet.type("send ayt\r");
      telnet.await("[Yes]");
      assertThat(vm.typed().soFar()).isEmpty();
    }
  }

  @Test
  void telnetAndSshShareOneSeat() {
    try (var gateway = gateway();
        var vm = call(gateway, WEB1);
        var telnet = telnet(ClientPorts.number(gateway, "web1"))) {
      telnet.await("role=write");
      try (var ssh = gateway.ssh(TestPerson.ALICE, "web1+force").pipes().attached()) {
        telnet.await("alice");
        ssh.type("by ssh");
        vm.typed().await("by ssh");
        telnet.type("x");
        telnet.await("you are watching");
        assertThat(vm.typed().soFar()).isEmpty();
      }
    }
  }

  @Test
  void gdbDebugsWhatAnswersOnTheSerialPort() {
    try (var gateway = gateway();
        var vm = call(gateway, WEB1);
        var stub = Program.start(List.of("gdbserver", "--once", "-", "/bin/true"))) {
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            while (!vm.hasEnded()) {
              stub.type(vm.typed().await(1));
            }
          });
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            while (!vm.hasEnded()) {
              vm.print(stub.out().await(1));
            }
          });
      var port = ClientPorts.number(gateway, "web1");

      var debugged =
          Program.run(
              "gdb",
              "-batch",
              "-nx",
              "-ex",
              "set sysroot /",
              "-ex",
              "target remote 127.0.0.1:" + port,
              "-ex",
              "info registers rip",
              "-ex",
              "continue");

      assertThat(debugged).contains("rip ").contains("exited normally");
    }
  }

  @Test
  void socatFetchesWhatAGuestPrintsByteByByte() {
    var all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    try (var gateway = gateway();
        var vm = call(gateway, WEB1);
        var socat =
            Program.start(
                List.of("socat", "-", "TCP:127.0.0.1:" + ClientPorts.number(gateway, "web1")))) {
      socat.type(all);
      assertThat(vm.typed().await(256)).isEqualTo(all);
      vm.print(all);
      socat.out().await(15); // what was offered
      assertThat(socat.out().await(256)).isEqualTo(all);
    }
  }
}
