package dev.consolegw.gateway.e2e.vspc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.TypedBytes;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeEsxi;
import dev.consolegw.gateway.testing.farside.FakeEsxi.Vm;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** VMs whose hosts call, at the other end a real ssh. */
@Tag("slow")
@Timeout(120)
class VspcConsoleTest {
  private static final String LISTEN = "{ listen: \"127.0.0.1:0\" }";
  private static final Vm WEB1 = Vm.named("web1");

  private static FakeEsxi call(TestGateway gateway, Vm vm) {
    return FakeEsxi.calls(gateway.vspcPort(), vm).connect().awaitServed();
  }

  private static Ssh ssh(TestGateway gateway, String name) {
    return gateway.ssh(TestPerson.ALICE, name);
  }

  /** Asks until the answer is the right one: what a host does arrives a moment later. */
  private static Ssh.Result until(Ssh ssh, Predicate<Ssh.Result> right) {
    long end = System.nanoTime() + TypedBytes.PATIENCE.toNanos();
    while (true) {
      var result = ssh.run();
      if (right.test(result)) {
        return result;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("in the end: " + result);
      }
    }
  }

  @Test
  void aVmThatCallsIsAConsole() {
    try (var gateway = TestGateway.withVspc(LISTEN);
        var vm = call(gateway, WEB1);
        var ssh = ssh(gateway, "web1").pipes().attached()) {
      vm.print("login: ");
      ssh.awaitOut("login: ");
      ssh.type("root\r\0\u00ff");

      assertThat(vm.typed().await(8)).containsExactly('r', 'o', 'o', 't', '\r', 0, 0xc3, 0xbf);
      assertThat(vm.faults()).isEmpty();
    }
  }

  @Test
  void allByteValuesPassBothWays() {
    var all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    try (var gateway = TestGateway.withVspc(LISTEN);
        var vm = call(gateway, WEB1);
        var ssh = ssh(gateway, "vspc/web1+raw").pipes()) {
      ssh.type(all);
      assertThat(vm.typed().await(256)).isEqualTo(all);
      vm.print(all);
      assertThat(ssh.out().await(256)).isEqualTo(all);
    }
  }

  @Test
  void whatItPrintsBeforeAnybodyLooksIsKept() {
    try (var gateway = TestGateway.withVspc(LISTEN);
        var vm =
            FakeEsxi.calls(gateway.vspcPort(), WEB1)
                .printsFirst("BIOS\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .connect()
                .awaitServed()) {
      vm.print("booted\r\n");

      var log = until(ssh(gateway, "web1").command("log"), it -> it.out().contains("booted"));

      assertThat(log.out()).contains("BIOS").containsSubsequence("BIOS", "booted");
    }
  }

  @Test
  void itsNameIsTheVmsOrItsUuidAndItsPortsHaveTheirUris() {
    try (var gateway = TestGateway.withVspc(LISTEN);
        var s0 = call(gateway, WEB1);
        var s1 = call(gateway, WEB1.at("vSPC.py?port=s1"))) {
      try (var ssh = ssh(gateway, "web1:s1").pipes().attached()) {
        s1.print("second");
        ssh.awaitOut("second");
      }
      try (var ssh = ssh(gateway, WEB1.uuid().replaceAll("[ -]", "")).pipes().attached()) {
        s0.print("first");
        ssh.awaitOut("first");
      }
      assertThat(ssh(gateway, "x").command("list").run().out())
          .contains("vspc", "web1", "s0", "s1", "connected");
    }
  }

  @Test
  void aSessionStaysThroughAPowerCycle() {
    try (var gateway = TestGateway.withVspc(LISTEN)) {
      var before = call(gateway, WEB1);
      try (var ssh = ssh(gateway, "web1").pipes().attached()) {
        before.close();
        ssh.awaitNotice("waiting for it to call again");
        try (var after = call(gateway, WEB1)) {
          ssh.awaitNotice("connected again");
          after.print("up");
          ssh.awaitOut("up");
          ssh.type("x");
          after.typed().await("x");
        }
      }
    }
  }

  @Test
  void aVmThatIsOffIsSaidToBeAndCanBeWaitedFor() {
    try (var gateway = TestGateway.withVspc(LISTEN)) {
      call(gateway, WEB1).close();
      until(ssh(gateway, "x").command("list"), it -> it.out().contains("down"));

      var refused = ssh(gateway, "web1").run();
      assertThat(refused.exitCode()).isEqualTo(69);
      assertThat(refused.err()).contains("not connected").contains("+wait");

      try (var ssh = ssh(gateway, "web1+wait").pipes()) {
        ssh.awaitNotice("waiting for the console to come up");
        try (var vm = call(gateway, WEB1)) {
          ssh.attached();
          vm.print("here");
          ssh.awaitOut("here");
        }
      }
    }
  }

  @Test
  void itIsStillListedAfterARestartAndTakenUpWhenItCalls() {
    try (var gateway = TestGateway.withVspc(LISTEN)) {
      call(gateway, WEB1).print("before");
      until(ssh(gateway, "web1").command("log"), it -> it.out().contains("before"));

      gateway.restart();

      assertThat(ssh(gateway, "x").command("list").run().out()).contains("web1").contains("down");
      try (var vm = call(gateway, WEB1)) {
        vm.print("after");
        var log = until(ssh(gateway, "web1").command("log"), it -> it.out().contains("after"));
        assertThat(log.out()).containsSubsequence("before", "after");
      }
    }
  }

  @Test
  void ofTwoCallsFromOneHostTheNewerCounts() {
    try (var gateway = TestGateway.withVspc(LISTEN);
        var older = call(gateway, WEB1);
        var ssh = ssh(gateway, "web1").pipes().attached();
        var newer = call(gateway, WEB1)) {
      older.awaitEnd();
      ssh.awaitNotice("connected again");
      newer.print("new");
      ssh.awaitOut("new");
    }
  }

  @Test
  void anotherHostTakesAVmOnlyFromOneThatDoesNotAnswer() {
    try (var gateway = TestGateway.withVspc(LISTEN);
        var here = call(gateway, WEB1)) {
      try (var thief = FakeEsxi.calls(gateway.vspcPort(), WEB1).from("127.0.0.2").connect()) {
        thief.await(73);
        thief.awaitEnd();
      }
      assertThat(here.hasEnded()).isFalse();

      here.vanish();
      try (var rescuer =
          FakeEsxi.calls(gateway.vspcPort(), WEB1).from("127.0.0.2").connect().awaitServed()) {
        rescuer.print("rescued");
        until(ssh(gateway, "web1").command("log"), it -> it.out().contains("rescued"));
      }
    }
  }

  @Test
  void whatAHostClaimsIsInNoProjectThatItIsNotMappedTo() {
    var mapped =
        "{ listen: \"127.0.0.1:0\", projects: [ { from: [127.0.0.2], name: \"we*1\", project:"
            + " theirs } ] }";
    try (var gateway = TestGateway.withVspc(mapped);
        var ours = call(gateway, WEB1);
        var theirs =
            FakeEsxi.calls(gateway.vspcPort(), WEB1).from("127.0.0.2").connect().awaitServed()) {
      var alice = ssh(gateway, "x").command("list").run().out();
      var bob = gateway.ssh(TestPerson.BOB, "x").command("list").run().out();

      assertThat(alice).contains("vspc").doesNotContain("theirs");
      assertThat(bob).contains("theirs").doesNotContain("vspc ");
      assertThat(ours.hasEnded()).isFalse();
      assertThat(theirs.hasEnded()).isFalse();
    }
  }

  @Test
  void scriptsReadNameUuidAndPortAndClearEndsEverySession() {
    try (var gateway = TestGateway.withVspc(LISTEN);
        var vm = call(gateway, WEB1);
        var session = ssh(gateway, "web1").pipes().attached()) {
      var listed = ssh(gateway, "menu").command("vspc").run().out();

      assertThat(listed).matches("web1:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:s0\n");
      assertThat(gateway.ssh(TestPerson.BOB, "menu").command("vspc").run().out().strip()).isEmpty();
      assertThat(ssh(gateway, "web1").command("clear").run().exitCode()).isZero();
      assertThat(session.exitCode()).isEqualTo(75);
      assertThat(vm.hasEnded()).isFalse();
    }
  }

  @Test
  void anotherNameOfAVmIsFollowed() {
    try (var gateway = TestGateway.withVspc(LISTEN);
        var vm = call(gateway, WEB1)) {
      vm.say(82, "web2".getBytes(java.nio.charset.StandardCharsets.UTF_8));

      until(ssh(gateway, "web2").command("status"), it -> it.out().contains("web2"));
    }
  }

  @Test
  void aMoveIsOneLineForThoseWhoLook() {
    var sequence = new byte[] {4, 3, 2, 1};
    try (var gateway = TestGateway.withVspc(LISTEN);
        var source = call(gateway, WEB1);
        var ssh = ssh(gateway, "web1+eof=close").pipes().attached()) {
      var whole = source.begin(sequence);
      ssh.awaitNotice("the VM moves to another host");
      ssh.type("during");
      try (var target =
          FakeEsxi.calls(gateway.vspcPort(), WEB1).from("127.0.0.2").peer(whole).connect()) {
        target.await(45);
        target.complete(sequence);
        target.typed().await("during");
        source.hangUp();
        target.print("arrived");
        ssh.awaitOut("arrived");
        ssh.type("after");
        target.typed().await("after");
        ssh.endInput();
        assertThat(ssh.result().err()).doesNotContain("connected").doesNotContain("moves");
        assertThat(target.faults()).isEmpty();
        assertThat(source.faults()).isEmpty();
      }
    }
  }

  @Test
  void aBreakIsTelnets() {
    try (var gateway = TestGateway.withVspc(LISTEN);
        var vm = call(gateway, WEB1)) {
      assertThat(ssh(gateway, "web1").command("break").run().exitCode()).isZero();
      assertThat(ssh(gateway, "web1").command("send x").run().exitCode()).isZero();

      vm.typed().await("x");
      assertThat(vm.breaks()).isOne();
    }
  }
}
