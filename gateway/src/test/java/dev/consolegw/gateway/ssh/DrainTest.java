package dev.consolegw.gateway.ssh;

import static dev.consolegw.gateway.ssh.TestFront.ALICE;
import static dev.consolegw.gateway.ssh.TestFront.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that stops, while its clients are still connected. */
class DrainTest {
  @TempDir private Path folder;

  private static void awaitEnd(ClientChannel channel) {
    assertThat(channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), PATIENCE))
        .contains(ClientChannelEvent.CLOSED);
  }

  @Test
  void noSessionBeginsOnAConnectionThatIsStillThere() throws Exception {
    var said = new ByteArrayOutputStream();
    try (var front = new TestFront(folder, "login-grace: 30s");
        var connection = front.signIn("web1", ALICE);
        var files = connection.createSubsystemChannel("sftp");
        var late = connection.createExecChannel("help")) {
      files.open().verify(PATIENCE);
      var stopped = CompletableFuture.runAsync(front::stop, Thread::startVirtualThread);
      awaitEnd(files);

      late.setErr(said);
      late.open().verify(PATIENCE);
      awaitEnd(late);

      assertThat(files.getExitStatus()).isEqualTo(75);
      assertThat(late.getExitStatus()).isEqualTo(75);
      assertThat(said.toString(StandardCharsets.UTF_8))
          .isEqualTo("console: the gateway is stopping; try again in a minute\n");
      stopped.join();
    }
  }
}
