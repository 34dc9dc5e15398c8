package dev.consolegw.gateway.e2e.audit;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestCertificate;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the page about the audit shows, with the real programs. */
@Tag("slow")
@Timeout(180)
class AuditExamplesTest {
  private static final Path PAGE = Path.of("../docs/audit.md");

  @TempDir private Path folder;
  private final FakeGuest vm = FakeGuest.tcp();

  @AfterEach
  void stop() {
    vm.close();
  }

  private static String block(String with) throws IOException {
    return Pattern.compile("(?s)```[a-z]+\n(.*?)```")
        .matcher(Files.readString(PAGE))
        .results()
        .map(block -> block.group(1))
        .filter(text -> text.contains(with))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void logrotateMovesTheFileAwayAndNothingIsLost() throws IOException {
    var file = folder.resolve("audit.jsonl");
    Files.writeString(
        folder.resolve("console-gw.yaml"),
        """
        state: "%s/state"
        ssh: { listen: "127.0.0.1:0" }
        users: { alice: { keys: ["%s"] } }
        audit: { file: "%s" }
        """
            .formatted(folder, ALICE.publicKey(), file));
    try (var gateway = GatewayProcess.on(folder)) {
      gateway.ssh("web1").command("help").run();
      var rotation =
          block("postrotate")
              .replace("/var/log/console-gw/audit.jsonl", file.toString())
              .replace("systemctl reload console-gw.service", "kill -HUP " + gateway.pid());
      var config = Files.writeString(folder.resolve("logrotate.conf"), rotation);
      Program.run("chmod", "0644", config.toString());
      Program.run("logrotate", "-f", "-s", folder.resolve("status").toString(), config.toString());
      gateway.err().await("event=settings-read");
      gateway.ssh("web1").command("help").run();
      try (var audit = new AuditFile(file)) {
        audit.awaitEvent("command-ended");
        assertThat(audit.lines("command")).hasSize(1);
      }
      assertThat(folder.resolve("audit.jsonl.1")).content().contains("\"event\":\"command\"");
    }
  }

  @Test
  void theQuestionsForJqAreAnswered() throws IOException {
    var words = Pattern.compile("(?m)^jq (-\\w) '(.*)' audit.jsonl$").matcher(block("jq -r"));
    try (var gateway =
        TestGateway.withMore("audit: { file: \"FOLDER/audit.jsonl\" }", console("lab/web1", vm))) {
      var file = gateway.folder().resolve("audit.jsonl");
      gateway.ssh(dev.consolegw.gateway.testing.TestPerson.STRANGER, "root").run();
      gateway.ssh(ALICE, "web1").command("help").run();
      try (var audit = new AuditFile(file)) {
        audit.awaitEvent("not-signed-in");
        audit.awaitEvent("command-ended");
        var session = audit.last("command").get("session").textValue();
        int questions = 0;
        while (words.find()) {
          var question = words.group(2).replace("00002a", session);
          assertThat(Program.run("jq", words.group(1), question, file.toString())).isNotEmpty();
          questions++;
        }
        assertThat(questions).isEqualTo(2);
      }
    }
  }

  @Test
  void opensslShowsTheMessagesOfSyslog() throws IOException {
    var certificate = TestCertificate.in(folder);
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var words =
        block("openssl s_server")
            .strip()
            .replace("6514", String.valueOf(port))
            .replace("cert.pem", certificate.pem().toString())
            .replace("key.pem", certificate.key().toString());
    try (var receiver = Program.start(List.of(words.split(" ")));
        var gateway =
            TestGateway.withMore(
                "audit: { syslog: { to: \"tls://127.0.0.1:%d\", ca: \"%s\" } }"
                    .formatted(port, certificate.pem()),
                console("lab/web1", vm))) {
      gateway.ssh(ALICE, "web1").command("help").run();

      receiver.out().await(" command-ended - {\"v\":1,");
    }
  }
}
