package dev.consolegw.gateway.e2e.audit;

import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static dev.consolegw.gateway.testing.TestPerson.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.consolegw.gateway.CommandTable;
import dev.consolegw.gateway.front.Request;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.client.FileClient;
import dev.consolegw.gateway.testing.client.RawHttp;
import dev.consolegw.gateway.testing.client.WebClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing that people can do leaves no line: every command, key, channel and refusal. */
@Tag("slow")
@Timeout(120)
class AuditCoverageTest extends AuditRig {
  /** A line for every command there is; one more where two of a kind differ. */
  private static Stream<String> commands() {
    var lines =
        Map.of(
            "send", List.of("send " + SECRET),
            "log", List.of("log", "log --clean"),
            "wait", List.of("wait --timeout 1ms never", "wait --screen --timeout 1ms never"),
            "kick", List.of("kick nobody"),
            "sysrq", List.of("sysrq h"),
            "open", List.of("open --name web1 eof=close"),
            "recordings", List.of("recordings list"));
    return CommandTable.all().keySet().stream()
        .flatMap(name -> lines.getOrDefault(name, List.of(name)).stream());
  }

  @Test
  void everyCommandLeavesALineWithWhoAndWhat() {
    for (var line : commands().toList()) {
      var name = line.split(" ", 2)[0];
      var result = gateway.ssh(ALICE, "web1").command(line).run();

      if (name.equals("open")) {
        audit.awaitEvent("attached");
        assertThat(text(audit.last("attached"), "person")).isEqualTo("alice");
        continue;
      }
      audit.awaitEvent("command-ended");
      var ended = audit.last("command-ended");
      assertThat(text(audit.last("command"), "command")).isEqualTo(name);
      assertThat(text(audit.last("command"), "line")).isEqualTo(name.equals("send") ? "" : line);
      assertThat(text(ended, "command")).isEqualTo(name);
      assertThat(ended.get("exit").intValue()).as(line).isEqualTo(result.exitCode());
      assertThat(text(ended, "person")).isEqualTo("alice");
    }
    assertThat(audit.text()).doesNotContain(SECRET);
  }

  @Test
  void aCommandThatIsCutOffSaysByWhat() {
    var follow = gateway.ssh(ALICE, "web1").command("log --follow");
    try (var client = Program.start(follow.words())) {
      audit.await("\"line\":\"log --follow\"");
      client.signal("KILL");
      audit.awaitEvent("command-ended");
      assertThat(text(audit.last("command-ended"), "reason")).isEqualTo("the client left");
    }
    try (var _ = Program.start(follow.words())) {
      audit.await("\"line\":\"log --follow\"");
      gateway.stop();
    }
    assertThat(audit.lines("command-ended")).hasSize(2);
    assertThat(text(audit.last("command-ended"), "reason")).contains("the gateway is stopping");
  }

  /** Files of a console, of which nothing is fetched yet. */
  private Program files() {
    var client = Program.start(gateway.ssh(ALICE, "web1").option("-s").command("sftp").words());
    audit.awaitEvent("files-opened");
    return client;
  }

  private JsonNode filesClosed() {
    audit.awaitEvent("files-closed");
    return audit.last("files-closed");
  }

  @Test
  void filesThatAreCutOffSayByWhat() {
    try (var client = files()) {
      client.endInput();
      assertThat(filesClosed().path("exit").asInt(-1)).isZero();
      assertThat(filesClosed(audit).has("reason")).isFalse();
    }
    try (var client = files()) {
      client.signal("KILL");
      assertThat(text(filesClosed(), "reason")).isEqualTo("the client left");
      assertThat(filesClosed(audit).has("exit")).isFalse();
    }
    try (var client = files()) {
      gateway.reload(text -> text.replace("\"lab/*\"", "\"no/*\""));
      client.type("\0\0\0\005\001\0\0\0\003"); // SSH_FXP_INIT, version 3
      assertThat(filesClosed().path("exit").asInt()).isEqualTo(77);
      assertThat(text(filesClosed(audit), "reason"))
          .isEqualTo("you may no longer use this console");
    }
    gateway.reload(text -> text.replace("\"no/*\"", "\"lab/*\""));
    try (var client = files()) {
      gateway.reload(text -> text.replace(ALICE.publicKey(), STRANGER.publicKey()));
      client.type("\0\0\0\005\001\0\0\0\003");
      assertThat(filesClosed().path("exit").asInt()).isEqualTo(77);
      assertThat(text(filesClosed(audit), "reason")).contains("no longer");
    }
    gateway.reload(text -> text.replace(STRANGER.publicKey(), ALICE.publicKey()));
    try (var _ = files()) {
      gateway.stop();
    }
    assertThat(text(filesClosed(audit), "reason")).contains("the gateway is stopping");
    assertThat(audit.lines("refused")).isEmpty();
  }

  private static JsonNode filesClosed(AuditFile audit) {
    return audit.last("files-closed");
  }

  /** Who asks where for what, and the status of the refusal. */
  private record Refused(TestPerson who, String name, String line, int exit) {}

  @Test
  void whatIsRefusedIsThereOnceWithItsStatusAndNothingThatWasTyped() {
    var all =
        List.of(
            new Refused(ALICE, "web1", "log --no-such", 64),
            new Refused(ALICE, "web1", "config user admin password " + SECRET, 64),
            new Refused(ALICE, "web1", SECRET, 64),
            new Refused(ALICE, "web1", "send --file - " + SECRET, 64),
            new Refused(ALICE, "web1", "log '" + SECRET, 64),
            new Refused(ALICE, "web1", "scp root@db:" + SECRET + " .", 64),
            new Refused(ALICE, "web1", "scp -t /" + SECRET, 77),
            new Refused(ALICE, "nosuch", "log", 65),
            new Refused(ALICE, "nosuch", "", 65),
            new Refused(BOB, "watched", "send " + SECRET, 77),
            new Refused(BOB, "shared", "kick 000001", 77),
            new Refused(BOB, "live", "log", 77),
            new Refused(BOB, "live", "screen", 77));
    int before = 0;
    for (var one : all) {
      var ssh = gateway.ssh(one.who(), one.name());
      var result = one.line().isEmpty() ? ssh.run() : ssh.command(one.line()).run();
      assertThat(result.exitCode()).as(result.err()).isEqualTo(one.exit());
      audit.await("\"exit\":" + one.exit());

      var told = audit.lines().stream().filter(line -> line.path("exit").asInt() != 0).toList();
      assertThat(told).as(audit.text()).hasSize(++before);
      assertThat(text(told.getLast(), "person")).isEqualTo(one.who() == ALICE ? "alice" : "bob");
      assertThat(text(told.getLast(), "reason")).isNotEmpty();
    }
    var _ = gateway.ssh(ALICE, "web1").command("status " + SECRET + " --help").run();
    audit.awaitEvent("command-ended");
    assertThat(text(audit.last("command"), "command")).isEqualTo("status");
    assertThat(audit.text()).doesNotContain(SECRET);
  }

  /** What a key behind the escape key leaves. */
  private record Key(String keys, String event, String what) {}

  private static final List<Key> KEYS =
      List.of(
          new Key("?", "used", "help"),
          new Key("t", "used", "take-seat"),
          new Key("w", "used", "who"),
          new Key("b", "sent", "break"),
          new Key("r", "sent", "reset"),
          new Key("l", "used", "screen"),
          new Key("L", "used", "replay"),
          new Key("z", "used", "type-size"),
          new Key("d", "used", "discard"),
          new Key("c", "used", "restore-terminal"),
          new Key("mhello\r", "used", "message"),
          new Key("g", "used", "give-seat"),
          new Key(".", "detached", ""));

  @Test
  void everyKeyThatTheHelpHasLeavesALine() {
    try (var session = gateway.ssh(ALICE, "web1").terminal(24, 80).attached()) {
      session.type("\u001d?");
      var help = session.shown("twice the escape key");
      var known = Pattern.compile("(?:console: | {2})(\\S) {2}(?=[a-z])").matcher(help).results();
      assertThat(known.map(key -> key.group(1)))
          .containsExactlyInAnyOrderElementsOf(
              KEYS.stream().map(key -> key.keys().substring(0, 1)).toList());
      for (var key : KEYS) {
        session.type(key.keys().equals("?") ? "" : "\u001d" + key.keys());
        audit.awaitEvent(key.event());

        var line = audit.last(key.event());
        assertThat(text(line, "what")).isEqualTo(key.what());
        assertThat(line.get("session")).isEqualTo(audit.last("attached").get("session"));
      }
    }
  }

  @Test
  void aKeyThatIsHeldDownLeavesALineAMinute() {
    try (var session = gateway.ssh(ALICE, "web1").terminal(24, 80).attached()) {
      session.type("\u001dw".repeat(50));
      session.type("\u001d.");
      audit.awaitEvent("detached");
    }
    assertThat(audit.lines("used")).hasSize(1);
  }

  /** Whatever may be asked of a channel, and the line that it leaves. */
  @Test
  void everythingThatAChannelMayBeLeavesALine() {
    Map<Class<?>, Supplier<String>> all =
        Map.of(
            Request.Shell.class,
                () -> {
                  gateway.ssh(ALICE, "web1").pipes().attached().close();
                  return "attached";
                },
            Request.Exec.class,
                () -> {
                  gateway.ssh(ALICE, "web1").command("help").run();
                  return "command";
                },
            Request.Files.class,
                () -> {
                  new FileClient(gateway, ALICE, gateway.folder()).sftp("web1", "ls");
                  return "files-opened";
                },
            Request.View.class,
                () -> {
                  WebClient.to(link()).close();
                  return "ticket-used";
                });
    assertThat(all.keySet()).containsExactlyInAnyOrder(Request.class.getPermittedSubclasses());
    for (var ask : all.values()) {
      audit.awaitEvent(ask.get());
    }
  }

  @Test
  void aHostBehindTheGatewayThatIsNobodysIsRefused() {
    assertThat(gateway.through(ALICE, "nosuch").run().exitCode()).isEqualTo(255);
    audit.awaitEvent("refused");

    assertThat(text(audit.last("refused"), "kind")).isEqualTo("jump");
    assertThat(text(audit.last("refused"), "user")).isEqualTo("nosuch");
  }

  @Test
  void aPortInAGuestThatIsNotTheirsIsRefused() {
    var result = gateway.ssh(ALICE, "web1+shell").option("-W", "localhost:5432").run();
    assertThat(result.exitCode()).isEqualTo(255);
    audit.awaitEvent("signed-out");

    assertThat(audit.lines("shell-port-refused"))
        .singleElement()
        .satisfies(line -> assertThat(line.get("exit").intValue()).isEqualTo(77))
        .satisfies(line -> assertThat(text(line, "host")).isEqualTo("localhost"));
    assertThat(audit.lines("refused")).isEmpty(); // it is one refusal
  }

  @Test
  void aPortThatCannotBeMeantIsRefused() {
    var all =
        List.of(
            List.of("-W", "web1+sshd:23"),
            List.of("-W", "x".repeat(300) + ":80"),
            List.of("-N", "-oExitOnForwardFailure=yes", "-R", "8000:localhost:80"));
    for (var options : all) {
      var result = gateway.ssh(ALICE, "web1").option(options.toArray(String[]::new)).run();
      assertThat(result.exitCode()).as(result.err()).isEqualTo(255);
      audit.awaitEvent("refused");

      assertThat(text(audit.last("refused"), "kind")).isEqualTo("port");
      assertThat(audit.last("refused").get("exit").intValue()).isEqualTo(64);
    }
  }

  @Test
  void whatIsOpenedAtNoConsoleIsRefused() throws IOException {
    var listening =
        gateway
            .ssh(ALICE, "web1")
            .option("-N", "-oExitOnForwardFailure=yes", "-R", "/x:localhost:80");
    assertThat(listening.run().exitCode()).isEqualTo(255);
    audit.awaitEvent("refused");
    assertThat(text(audit.last("refused"), "kind")).isEqualTo("port");

    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var opening =
        gateway
            .ssh(ALICE, "web1")
            .option("-N", "-v", "-L", "127.0.0.1:" + port + ":/run/" + SECRET);
    try (var client = Program.start(opening.words())) {
      client.err().await("port listener]");
      new Socket(InetAddress.getLoopbackAddress(), port).close();
      audit.awaitEvent("refused");
    }
    assertThat(text(audit.last("refused"), "kind")).isEqualTo("channel");
    assertThat(audit.last("refused").get("exit").intValue()).isEqualTo(64);
    assertThat(audit.text()).doesNotContain(SECRET);
  }

  @Test
  void aCommandInAGuestThatCannotBeHadIsRefusedOnce() {
    var result = gateway.ssh(ALICE, "web1+shell").command("true").run();
    assertThat(result.exitCode()).isNotZero();
    audit.awaitEvent("signed-out");

    assertThat(audit.lines("shell-refused"))
        .singleElement()
        .satisfies(line -> assertThat(line.get("exit").intValue()).isEqualTo(64));
    assertThat(audit.lines("refused")).isEmpty();
  }

  @Test
  void whatTheWebRefusesNamesTheConsoleThatWasAskedFor() {
    var gone = URI.create(link());
    var mistaken = URI.create(link() + "&no-such=1");
    assertThat(opened(mistaken)).isEqualTo(400);
    audit.awaitEvent("refused");
    assertThat(audit.last("refused").get("exit").intValue()).isEqualTo(64);
    assertThat(text(audit.last("refused").get("console"), "id")).isEqualTo("file/lab/web1:0");

    gateway.reload(text -> text.replaceAll("(?m)^ *\"lab/web1\".*\n", ""));
    assertThat(opened(gone)).isEqualTo(404);
    audit.awaitEvent("refused");
    var line = audit.last("refused");
    assertThat(text(line, "kind")).isEqualTo("console");
    assertThat(line.get("exit").intValue()).isEqualTo(65);
    assertThat(text(line.get("console"), "id")).isEqualTo("file/lab/web1:0");
    assertThat(text(line, "user")).isEqualTo("vms/lab/web1/console");
  }

  /** The status of the answer to whoever wants a websocket. */
  private int opened(URI at) {
    var target = at.getRawPath() + "?" + at.getRawQuery();
    return RawHttp.status(RawHttp.ask(gateway.webPort(), RawHttp.upgrade(target)));
  }

  @Test
  void aScreenThatTheMenuShowsIsThere() {
    try (var session = gateway.ssh(ALICE, "lab/live").pipes().attached()) {
      vm.print("0123456789\r\n");
      session.awaitOut("0123456789");
      try (var menu = gateway.ssh(ALICE, "menu").terminal("xterm-256color", 24, 130)) {
        audit.awaitEvent("listed");
        menu.await("0123456789");
        audit.await("\"what\":\"preview\"");
        menu.type("q");
      }
    }
    var seen = audit.last("used");
    assertThat(text(seen.get("console"), "id")).isEqualTo("file/lab/live:0");
    assertThat(text(seen, "person")).isEqualTo("alice");
  }

  @Test
  void whatAConsoleThatIsGoneHasLeftIsReadOnRecord() {
    try (var session = gateway.ssh(ALICE, "web1").pipes().attached()) {
      vm.print("0123456789\r\n");
      session.awaitOut("0123456789");
    }
    gateway.reload(text -> text.replaceAll("(?m)^ *\"lab/web1\".*\n", ""));
    for (var command : List.of("log", "screen")) {
      var ended = ran(ALICE, "web1", command, 0);

      assertThat(text(ended.get("console"), "id")).isEqualTo("file/lab/web1:0");
      assertThat(text(ended, "right")).isEqualTo("manage");
    }
  }
}
