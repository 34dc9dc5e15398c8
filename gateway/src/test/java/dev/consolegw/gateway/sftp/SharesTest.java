package dev.consolegw.gateway.sftp;

import static dev.consolegw.gateway.sftp.Written.packet;
import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.client.SshPipes;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What one person may hold open, so that there is something left for others. */
class SharesTest {
  private static final int HANDLE = 102;

  private static String record(TestGateway gateway, TestPerson who, FakeGuest vm) {
    try (var ssh = gateway.ssh(who, "shared+eof=close").pipes().attached()) {
      vm.print("login: ");
      ssh.awaitOut("login: ");
      ssh.endInput();
      assertThat(ssh.exitCode()).isZero();
    }
    var list = gateway.ssh(who, "shared").command("recordings").run().out();
    return "/recordings/" + list.substring(0, list.indexOf(' ')) + ".cast";
  }

  private static SshPipes files(TestGateway gateway, TestPerson who) {
    var pipes = gateway.ssh(who, "shared").option("-s").command("sftp").pipes();
    ask(pipes, packet(1, 3));
    return pipes;
  }

  private static ByteBuffer ask(SshPipes client, byte[] packet) {
    client.type(packet);
    return ByteBuffer.wrap(client.out().await(ByteBuffer.wrap(client.out().await(4)).getInt()));
  }

  private static boolean opens(SshPipes client, String path) {
    return ask(client, packet(3, 7, path, 1, 0)).get() == HANDLE;
  }

  private static String refusal(SshPipes client, String path) {
    var answer = ask(client, packet(3, 7, path, 1, 0));
    answer.position(9);
    var text = new byte[answer.getInt()];
    answer.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  @Test
  void onePersonsOpenRecordingsLeaveThoseOfOthersToThem() {
    try (var vm = FakeGuest.tcp();
        var gateway =
            TestGateway.with(console("lab/shared", vm).with("sessions: { record: required }"))) {
      var hers = record(gateway, ALICE, vm);
      var his = record(gateway, BOB, vm);
      try (var one = files(gateway, ALICE);
          var other = files(gateway, ALICE);
          var bob = files(gateway, BOB)) {
        assertThat(opens(one, hers)).isTrue();
        assertThat(opens(other, hers)).isTrue();

        for (int i = 0; i < 20; i++) {
          assertThat(refusal(i % 2 == 0 ? one : other, hers))
              .isEqualTo(
                  "you have 2 recordings open; close one, or fetch them one after the other");
        }
        assertThat(opens(bob, his)).isTrue();
        ask(other, packet(4, 8, "0"));
        assertThat(opens(one, hers)).isTrue();
      }
    }
  }

  @Test
  void aSessionHoldsFewListings() throws Exception {
    var packets = new byte[9][];
    for (int i = 0; i < packets.length; i++) {
      packets[i] = packet(11, i, "/recordings");
    }

    var answers = Written.talk(Written.tree(3), packets);

    assertThat(answers.get(7).get()).isEqualTo((byte) HANDLE);
    assertThat(new String(answers.get(8).array(), StandardCharsets.UTF_8))
        .contains("8 folders are open, no more are");
  }
}
