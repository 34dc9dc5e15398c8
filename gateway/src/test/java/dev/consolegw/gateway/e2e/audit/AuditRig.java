package dev.consolegw.gateway.e2e.audit;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A gateway whose audit goes to a file, without which nothing begins. */
abstract class AuditRig {
  static final String SECRET = "hunter2-of-the-guest";

  final FakeGuest vm = FakeGuest.tcp();
  TestGateway gateway;
  AuditFile audit;

  @BeforeEach
  void start() {
    gateway =
        TestGateway.withMore(
            """
            audit: { file: "FOLDER/audit.jsonl", required: true }
            web: { listen: "127.0.0.1:0" }
            sessions: { record: on }
            """,
            console("lab/web1", vm),
            console("lab/shared", vm),
            console("lab/watched", vm),
            console("lab/live", vm));
    audit = new AuditFile(gateway.folder().resolve("audit.jsonl"));
    audit.awaitEvent("started");
  }

  @AfterEach
  void stop() {
    audit.close();
    gateway.close();
    vm.close();
  }

  JsonNode ran(TestPerson who, String name, String command, int exit) {
    var result = gateway.ssh(who, name).command(command).run();
    assertThat(result.exitCode()).as(command + ": " + result.err()).isEqualTo(exit);
    audit.awaitEvent("command-ended");
    return audit.last("command-ended");
  }

  String link() {
    return gateway.ssh(ALICE, "web1").command("url --websocket").run().out().strip();
  }

  static String text(JsonNode line, String key) {
    return line.path(key).asText();
  }
}
