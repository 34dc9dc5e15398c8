package dev.consolegw.gateway.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.client.Ssh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose stderr is a full pipe that nobody reads, from its first line on. */
@Tag("slow")
class UnreadLogTest {
  private static final String LISTENING = "console-gw: listening on 127.0.0.1:";

  /** Becomes the rest of its arguments, with such a stderr. */
  private static final String FULL_PIPE =
      """
      import os, sys
      r, w = os.pipe()
      os.set_blocking(w, False)
      try:
          while True:
              os.write(w, b"x" * 4096)
      except BlockingIOError:
          pass
      os.set_blocking(w, True)
      os.set_inheritable(r, True)
      os.dup2(w, 2)
      os.execvp(sys.argv[1], sys.argv[1:])
      """;

  @TempDir private Path folder;

  private Program start(String more) throws IOException {
    var file =
        Files.writeString(
            folder.resolve("console-gw.yaml"),
            """
            state: "%s/state"
            ssh: { listen: "127.0.0.1:0" }
            users: { alice: { keys: ["%s"] } }
            rules: [{ users: [alice], consoles: ["lab/*"], right: manage }]
            consoles: { lab/web1: { address: "tcp://127.0.0.1:1" } }
            %s
            """
                .formatted(folder, TestPerson.ALICE.publicKey(), more));
    var words = new ArrayList<>(List.of("python3", "-c", FULL_PIPE));
    words.addAll(GatewayProcess.words(List.of(), "serve", "--config", file.toString()));
    return Program.start(words);
  }

  private Ssh list(Program gateway) {
    gateway.out().await(LISTENING);
    int port = Integer.parseInt(gateway.out().awaitLine());
    return Ssh.to(port, TestPerson.ALICE, "web1", folder.resolve("known_hosts")).command("list");
  }

  @Test
  void peopleSignInAndWorkAllTheSameAndTheGatewayEnds() throws IOException {
    try (var gateway = start("")) {
      var list = list(gateway);
      for (int i = 0; i < 3; i++) {
        assertThat(list.run().out()).contains("web1");
      }

      gateway.signal("TERM");

      assertThat(gateway.result().exitCode()).isEqualTo(143);
    }
  }

  @Test
  void whereTheAuditLogIsRequiredNoSessionBegins() throws IOException {
    try (var gateway = start("audit: { required: true }")) {
      var list = list(gateway);

      Ssh.Result result;
      do {
        result = list.run(); // until its line has waited for long enough
      } while (result.exitCode() == 0);

      assertThat(result.exitCode()).isEqualTo(ExitCode.TRY_AGAIN.status());
      assertThat(result.err()).contains("the audit log cannot be written");
      assertThat(result.out()).isEmpty();
    }
  }
}
