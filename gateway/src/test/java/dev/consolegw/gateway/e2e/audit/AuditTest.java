package dev.consolegw.gateway.e2e.audit;

import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static dev.consolegw.gateway.testing.TestPerson.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.client.FileClient;
import dev.consolegw.gateway.testing.client.RawHttp;
import dev.consolegw.gateway.testing.client.WebClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the lines hold that are left of what people do with the real ssh. */
@Timeout(120)
class AuditTest extends AuditRig {
  @Test
  void aSignInNamesKeyConnectionAddressAndPerson() {
    ran(ALICE, "web1", "list", 0);

    var line = audit.last("signed-in");
    var fingerprint = Program.run("ssh-keygen", "-lf", ALICE.key() + ".pub").split(" ", -1)[1];
    assertThat(text(line, "key")).isEqualTo(fingerprint);
    assertThat(text(line, "person")).isEqualTo("alice");
    assertThat(text(line, "source")).isEqualTo("file");
    assertThat(text(line, "user")).isEqualTo("web1");
    assertThat(text(line, "code")).isEqualTo("G2001");
    assertThat(line.get("v").intValue()).isEqualTo(1);
    assertThat(text(line.get("from"), "ip")).isEqualTo("127.0.0.1");
    assertThat(line.get("from").get("port").intValue()).isPositive();
    var command = audit.last("command");
    assertThat(command.get("conn")).isEqualTo(line.get("conn"));
    assertThat(command.get("from")).isEqualTo(line.get("from"));
    audit.awaitEvent("signed-out");
    assertThat(audit.last("signed-out").get("conn")).isEqualTo(line.get("conn"));
  }

  @Test
  void aStrangerIsNamedByTheKeysThatTheyOffered() {
    var result = gateway.ssh(STRANGER, "root").run();
    assertThat(result.exitCode()).isEqualTo(255);
    audit.awaitEvent("not-signed-in");

    var line = audit.last("not-signed-in");
    var fingerprint = Program.run("ssh-keygen", "-lf", STRANGER.key() + ".pub").split(" ", -1)[1];
    assertThat(line.get("keys")).hasSize(1);
    assertThat(line.get("keys").get(0).textValue()).isEqualTo(fingerprint);
    assertThat(text(line, "user")).isEqualTo("root");
    assertThat(text(line, "reason")).isEqualTo("no-key-known");
    assertThat(line.get("from").get("port").intValue()).isPositive();
    assertThat(line.has("conn")).isTrue();
  }

  @Test
  void aNameThatIsNobodysIsRefusedWithItsReason() {
    assertThat(gateway.ssh(ALICE, "nosuch").run().exitCode()).isEqualTo(65);
    audit.awaitEvent("refused");

    var line = audit.last("refused");
    assertThat(text(line, "user")).isEqualTo("nosuch");
    assertThat(text(line, "kind")).isEqualTo("console");
    assertThat(line.get("exit").intValue()).isEqualTo(65);
    assertThat(text(line, "reason")).contains("nosuch");
  }

  @Test
  void aCommandNamesItsConsoleAndHowMuchWentThroughIt() {
    try (var session = gateway.ssh(ALICE, "web1").pipes()) {
      session.attached();
      vm.print("0123456789\r\n");
      session.awaitOut("0123456789");
    }
    audit.awaitEvent("detached");

    var ended = ran(ALICE, "web1", "log", 0);
    assertThat(text(ended.get("console"), "id")).isEqualTo("file/lab/web1:0");
    assertThat(text(ended.get("console"), "project")).isEqualTo("lab");
    assertThat(text(ended.get("console"), "name")).isEqualTo("web1");
    assertThat(text(ended, "right")).isEqualTo("manage");
    assertThat(ended.get("out").intValue()).isPositive();
    assertThat(text(audit.last("command"), "line")).isEqualTo("log");

    ran(ALICE, "web1", "send --no-enter " + SECRET, 0);
    assertThat(audit.last("detached").get("in").intValue()).isEqualTo(SECRET.length());
    assertThat(audit.last("detached").get("session"))
        .isEqualTo(audit.last("command-ended").get("session"));
  }

  @Test
  void whoHadTheSeatAndWhoSentWhomAwayIsThere() {
    try (var bob = gateway.ssh(BOB, "shared").terminal().attached()) {
      bob.type(SECRET);
      vm.awaitTyped(SECRET);
      var session = text(audit.last("attached"), "session");
      try (var _ = gateway.ssh(ALICE, "shared+force").terminal().attached()) {
        assertThat(text(audit.last("attached"), "person")).isEqualTo("alice");
        assertThat(text(audit.last("attached"), "role")).isEqualTo("write");
      }
      audit.awaitEvent("detached");
      bob.type("\u001dt");
      audit.awaitEvent("seated");
      assertThat(text(audit.last("seated"), "session")).isEqualTo(session);
      assertThat(text(audit.last("seated"), "person")).isEqualTo("bob");
      ran(ALICE, "shared", "kick " + session, 0);

      assertThat(text(audit.last("sent-away"), "whom")).isEqualTo(session);
      assertThat(text(audit.last("sent-away"), "person")).isEqualTo("alice");
    }
    assertThat(audit.text()).doesNotContain(SECRET);
  }

  @Test
  void aConnectionInsideAnotherNamesBoth() {
    try (var inside = gateway.through(ALICE, "web1").pipes()) {
      inside.attached();
      var inner = audit.last("attached");

      assertThat(text(inner, "outer")).isEqualTo(text(audit.lines("signed-in").getFirst(), "conn"));
      assertThat(text(inner, "conn")).isNotEqualTo(text(inner, "outer"));
    }
  }

  @Test
  void filesThatAreReadAreNamedAndWhatIsAskedForIsCounted() {
    try (var session = gateway.ssh(ALICE, "web1").pipes()) {
      session.attached();
      vm.print("0123456789\r\n");
      session.awaitOut("0123456789");
    }
    audit.awaitEvent("detached");
    var client = new FileClient(gateway, ALICE, gateway.folder());
    client.sftp(
        "web1", "ls", "get /console.log " + gateway.folder().resolve("got"), "-rm /console.log");
    audit.awaitEvent("files-closed");

    var read = audit.last("file-read");
    assertThat(text(read, "path")).isEqualTo("/console.log");
    assertThat(read.get("out").intValue()).isEqualTo(12);
    assertThat(text(audit.last("file-refused"), "what")).isEqualTo("remove");
    var closed = audit.last("files-closed");
    assertThat(closed.get("out").intValue()).isEqualTo(12);
    for (var operation : List.of("open", "read", "close", "opendir", "readdir", "remove")) {
      assertThat(closed.get(operation).intValue()).as(operation).isPositive();
    }

    var copy =
        client.oldScp("web1@127.0.0.1:/console.log", gateway.folder().resolve("copied").toString());
    assertThat(copy.exitCode()).as(copy.err()).isZero();
    audit.awaitEvent("command-ended");
    assertThat(text(audit.last("command"), "command")).isEqualTo("scp");
    assertThat(audit.lines("file-read")).hasSize(2);
  }

  @Test
  void aRecordingThatIsReadIsNamed() {
    try (var session = gateway.ssh(ALICE, "web1").pipes()) {
      session.attached();
    }
    audit.awaitEvent("detached");
    var recording = text(audit.last("recorded"), "recording");
    for (var how : List.of("show", "play", "export")) {
      ran(ALICE, "web1", "recordings " + how + " " + recording, 0);

      assertThat(text(audit.last("recording-read"), "recording")).isEqualTo(recording);
      assertThat(text(audit.last("recording-read"), "kind")).isEqualTo(how);
    }
  }

  @Test
  void aLinkIsGivenUsedAndRefusedWithoutItsTicket() throws Exception {
    var url = link();
    var ticket = url.substring(url.indexOf("ticket=") + "ticket=".length());
    audit.awaitEvent("ticket-given");
    try (var web = WebClient.to(url)) {
      web.texts().await("attached");
      audit.awaitEvent("ticket-used");
      audit.awaitEvent("attached");
      assertThat(text(audit.last("attached"), "by")).isEqualTo("ticket");
      assertThat(audit.last("attached").get("conn"))
          .isEqualTo(audit.last("ticket-used").get("conn"));
      assertThat(audit.last("attached").get("from").get("port").intValue()).isPositive();
    }
    var target = URI.create(url);
    RawHttp.ask(
        gateway.webPort(), RawHttp.upgrade(target.getRawPath() + "?" + target.getRawQuery()));
    audit.awaitEvent("ticket-refused");

    assertThat(audit.text()).doesNotContain(ticket);
  }

  @Test
  void everyLineWithASessionHasItsConnectionAndEveryLineIsToldApart() {
    ran(ALICE, "web1", "status", 0);
    try (var session = gateway.ssh(ALICE, "web1").pipes()) {
      session.attached();
    }
    audit.awaitEvent("detached");

    var lines = audit.lines();
    assertThat(lines).allMatch(line -> !line.has("session") || line.has("conn"));
    assertThat(lines)
        .allMatch(line -> line.fieldNames().next().equals("v") && !text(line, "gw").isEmpty());
    assertThat(lines.stream().map(line -> text(line, "uid"))).doesNotHaveDuplicates();
  }

  @Test
  void theLastLineIsThereThoughSomethingElseCannotBeClosed() throws IOException {
    var mark = gateway.folder().resolve("state/history/.running");
    Files.delete(mark);
    var inside = Files.createDirectories(mark.resolve("inside"));
    assertThatThrownBy(gateway::stop).isInstanceOf(UncheckedIOException.class);
    Files.delete(inside); // so that it can be closed in the end

    assertThat(text(audit.lines().getLast(), "event")).isEqualTo("stopped");
  }

  @Test
  void whatIsReadAnewIsThere() {
    gateway.reload(text -> text.replace("record: on", "record: \"off\""));
    audit.awaitEvent("settings-read");

    assertThat(audit.last("settings-read").get("changed").toString())
        .isEqualTo("[\"sessions.record\"]");
  }
}
