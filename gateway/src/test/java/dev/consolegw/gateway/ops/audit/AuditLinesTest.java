package dev.consolegw.gateway.ops.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Credential;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.Right;
import dev.consolegw.authz.SshKey;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.event.ConsoleEvent;
import dev.consolegw.gateway.event.FileEvent;
import dev.consolegw.gateway.event.GatewayEvent;
import dev.consolegw.gateway.event.RecordingHappened;
import dev.consolegw.gateway.event.SessionEvent;
import dev.consolegw.gateway.event.ShellEvent;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Origin;
import dev.consolegw.gateway.session.Role;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.session.Traffic;
import dev.consolegw.gateway.testing.Grants;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What each event is as a line of JSON, byte for byte: {@code lines.txt}. */
class AuditLinesTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/dev/consolegw/gateway/ops/audit/lines.txt");

  private static final ConsoleId WEB1 = new ConsoleId("file", "lab/web1", "0");
  private static final ConsoleRef SERVER =
      new ConsoleRef("file", "lab", "lab/web1", "web1", Map.of());
  private static final Person BOB = new Person("openstack", "Default/bob", "b0b");
  private static final Identity SHARED =
      new Identity(
          new Credential.Key(SshKey.of("ssh-ed25519", new byte[] {1, 2, 3})),
          Set.of(BOB, new Person("file", "alice")));
  private static final Origin FROM =
      new Origin("2001:db8:0:0:0:0:0:7", 50123, "9", Optional.of("7"), Optional.empty());
  private static final Session SESSION = new Session("00002a", SHARED, FROM, Instant.EPOCH);
  private static final Session OTHER =
      new Session("000007", Grants.identity("eve"), Grants.from("192.0.2.9"), Instant.EPOCH);
  private static final AuditLines LINES = new AuditLines(_ -> Optional.of(SERVER));
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Stream<GatewayEvent> happened() {
    var grant = Grants.grant("alice", Right.MANAGE, SERVER);
    var why = Reason.of(Reason.Kind.ENDED, "the guest stopped");
    var ending = SessionEnd.now(ExitCode.TRY_AGAIN, "kicked");
    var operations = new TreeMap<>(Map.of("open", 2L, "stat", 7L));
    return Stream.of(
        new ConsoleEvent.Connected(WEB1),
        new ConsoleEvent.DialFailed(WEB1, 3, why),
        new ConsoleEvent.Disconnected(WEB1, why),
        new ConsoleEvent.Cleaned(WEB1, BOB),
        new SessionEvent.Attached(WEB1, SESSION, grant, Role.WRITE),
        new SessionEvent.Refused(WEB1, SESSION, grant, ending),
        new SessionEvent.Detached(WEB1, SESSION, grant, new Traffic(12, 3456), ending),
        new SessionEvent.Seated(WEB1, SESSION, grant),
        new SessionEvent.Joined(WEB1, SESSION, grant),
        new SessionEvent.Unseated(WEB1, SESSION, grant),
        new SessionEvent.SentAway(WEB1, OTHER, SESSION, grant),
        new SessionEvent.Sent(WEB1, SESSION, "break"),
        new SessionEvent.Used(WEB1, OTHER, "replay"),
        new RecordingHappened.Recorded(WEB1, SESSION, grant, "r1"),
        new RecordingHappened.NotRecorded(WEB1, SESSION, grant, "the disk is full"),
        new FileEvent.FilesOpened(WEB1, SESSION, grant),
        new FileEvent.FilesClosed(
            WEB1,
            SESSION,
            grant,
            3456,
            operations,
            Optional.of(ExitCode.NOT_ALLOWED),
            "taken away"),
        new FileEvent.FileRead(WEB1, SESSION, grant, "/console.log", 99),
        new FileEvent.FileRefused(WEB1, SESSION, grant, "remove"),
        new ShellEvent.Began(WEB1, SESSION, grant, "root", ShellEvent.How.SIGNED_IN),
        new ShellEvent.Ended(WEB1, SESSION, "the guest stopped"),
        new ShellEvent.CommandBegan(WEB1, SESSION, grant, 5, "root", "uname -a"),
        new ShellEvent.CommandEnded(
            WEB1, SESSION, 5, new ShellEvent.Outcome.Exited(0), 1, 2, Duration.ofMillis(30)),
        new ShellEvent.CommandEnded(
            WEB1, SESSION, 6, new ShellEvent.Outcome.Stopped("SIGHUP"), 1, 2, Duration.ZERO),
        new ShellEvent.CommandPrinted(WEB1, SESSION, grant, 5, "hunter2"),
        new ShellEvent.Refused(WEB1, SESSION, grant, ExitCode.NOT_ALLOWED, "no such right"),
        new ShellEvent.PortRefused(
            WEB1,
            SESSION,
            grant,
            "db1",
            5432,
            ShellEvent.Direction.OUT,
            ExitCode.NOT_ALLOWED,
            "not allowed"),
        new ShellEvent.PortOpened(WEB1, SESSION, grant, 9, "db1", 5432, ShellEvent.Direction.OUT),
        new ShellEvent.Forwarded(WEB1, SESSION, 9, "db1", 5432, ShellEvent.Direction.OUT, 7, 8),
        new ShellEvent.Listening(WEB1, SESSION, grant, 10, "localhost", 8080),
        new ShellEvent.ListeningEnded(WEB1, SESSION, 10, "localhost", 8080));
  }

  private static Stream<AuditEvent> others() {
    var grant = Grants.grant("alice", Right.MANAGE, SERVER);
    var port = new Identity(new Credential.OpenPort("client-ports"), Set.of(BOB));
    var ticket =
        new Identity(
            new Credential.Ticket(SshKey.of("ssh-ed25519", new byte[] {1, 2, 3}), Right.WATCH),
            Set.of(BOB));
    var outcome = new AuditEvent.Outcome(Optional.of(ExitCode.OK), "", 3, 4, Duration.ofMillis(50));
    var left = new AuditEvent.Outcome(Optional.empty(), "the client left", 0, 4, Duration.ZERO);
    var about = Optional.of(new AuditEvent.Opened(WEB1, grant));
    return Stream.of(
        AuditEvent.Started.at(
            List.of(
                List.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 2222)),
                List.of(new InetSocketAddress(InetAddress.ofLiteral("::1"), 22)))),
        new AuditEvent.Stopped(),
        new AuditEvent.SettingsRead(List.of("rules"), List.of("ssh.listen")),
        new AuditEvent.SettingsRefused(2, "console-gw.yaml:3:7"),
        new AuditEvent.SignedIn(FROM, SHARED, "web1+ro"),
        new AuditEvent.SignedIn(FROM, port, ""),
        new AuditEvent.SignedOut(FROM, SHARED),
        new AuditEvent.NotSignedIn(
            FROM,
            new AuditEvent.Attempt(
                "root", List.of("none", "publickey"), 2, List.of("SHA256:a", "SHA256:b"), "left")),
        new AuditEvent.TooManyConnections(FROM, "2001:db8:0:0:0:0:0:0/64", "strangers"),
        new AuditEvent.Penalty("2001:db8:0:0:0:0:0:0/64", 10, Duration.ofMinutes(5), true),
        new AuditEvent.MoreFromStrangers("192.0.2.1", 1, 17),
        new AuditEvent.MoreFromStrangers("", 3, 18),
        new AuditEvent.LimitReached(FROM, SHARED, "channels", 2),
        new AuditEvent.NothingAskedFor(FROM, SHARED, 1),
        new AuditEvent.ProxyRefused("192.0.2.1", "no proxy that is trusted"),
        new AuditEvent.TurnedAway(
            "vspc",
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 4711),
            "not-allowed",
            3),
        new AuditEvent.Refused(
            SESSION,
            new AuditEvent.Wanted("console", "nosuch", Optional.empty()),
            ExitCode.NO_CONSOLE,
            "no console nosuch"),
        new AuditEvent.Refused(
            SESSION,
            new AuditEvent.Wanted("page", "lab/web1", Optional.of(WEB1)),
            ExitCode.NO_CONSOLE,
            "this console is gone"),
        new AuditEvent.Listed(SESSION, "menu"),
        new AuditEvent.Command(SESSION, "web1", "log", "log --since 10m"),
        new AuditEvent.CommandEnded(SESSION, "log", about, outcome),
        new AuditEvent.CommandEnded(SESSION, "help", Optional.empty(), left),
        new AuditEvent.RecordingRead(WEB1, SESSION, grant, "r1", "export"),
        new AuditEvent.TicketGiven(SESSION, "file/lab/web1:0", Right.WRITE, Duration.ofHours(8)),
        new AuditEvent.TicketUsed(FROM, ticket, "list"),
        new AuditEvent.TicketRefused(FROM, 4),
        new AuditEvent.TicketForgotten(FROM, ticket, "list"));
  }

  private static List<AuditEvent> all() {
    var all = new ArrayList<AuditEvent>(others().toList());
    happened().map(AuditEvent.Happened::new).forEach(all::add);
    return all;
  }

  private static Optional<String> json(AuditEvent event) {
    return LINES.of(event).map(line -> line.json(Map.of("event", line.code().word())));
  }

  private static Stream<Class<?>> leaves(Class<?> sealed) {
    return sealed.isSealed()
        ? Arrays.stream(sealed.getPermittedSubclasses()).flatMap(AuditLinesTest::leaves)
        : Stream.of(sealed);
  }

  @Test
  void everyEventHasTheLineThatIsWrittenDown() throws IOException {
    var lines =
        all().stream().flatMap(event -> json(event).stream()).map(line -> line + "\n").toList();
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(GOLDEN, String.join("", lines));
    }

    assertThat(String.join("", lines)).isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void noEventIsForgotten() {
    assertThat(others().map(Object::getClass).distinct())
        .containsExactlyInAnyOrderElementsOf(
            leaves(AuditEvent.class).filter(it -> it != AuditEvent.Happened.class).toList());
    assertThat(happened().map(Object::getClass).distinct())
        .containsExactlyInAnyOrderElementsOf(leaves(GatewayEvent.class).toList());
  }

  @Test
  void everyCodeIsInUse() {
    var used = EnumSet.noneOf(AuditCode.class);
    all().forEach(event -> LINES.of(event).ifPresent(line -> used.add(line.code())));

    assertThat(used).containsExactlyInAnyOrder(AuditCode.values());
  }

  @Test
  void whatIsForRecordsAloneHasNoLine() {
    assertThat(all().stream().flatMap(event -> json(event).stream()))
        .noneMatch(line -> line.contains("hunter2"));
  }

  @Test
  void whateverANameHoldsItIsOneLineOfAscii() throws IOException {
    var hostile = "a\n\"\\\u001b[2J\u007f\u0000\u2028\u202e\u00e9\ud83d\ude00\ud800z";
    var line = json(new AuditEvent.Command(SESSION, hostile, "log", hostile)).orElseThrow();

    assertThat(line).matches("[ -~]+");
    assertThat(line)
        .contains(
            "\"user\":\"a\\n\\\"\\\\\\u001B[2J\\u007f\\u0000\\u2028\\u202E\\u00E9\\uD83D\\uDE00"
                + "\\uFFFDz\"");
    assertThat(JSON.readTree(line).get("user").textValue())
        .isEqualTo(hostile.replace('\ud800', '\ufffd').replace("\ud83d", "\ud83d"));
  }

  @Test
  void whoeverDoesNotGetWhatTheyAskedForIsWarnedOf() {
    var wanted = new AuditEvent.Wanted("console", "web1", Optional.empty());
    var refused = new AuditEvent.Refused(SESSION, wanted, ExitCode.NO_CONSOLE, "none");

    assertThat(LINES.of(refused).orElseThrow().warns()).isTrue();
    assertThat(warns(ExitCode.NOT_ALLOWED)).isTrue();
    assertThat(warns(ExitCode.OK)).isFalse();
  }

  private static boolean warns(ExitCode code) {
    var outcome = new AuditEvent.Outcome(Optional.of(code), "", 0, 0, Duration.ZERO);
    var ended = new AuditEvent.CommandEnded(SESSION, "log", Optional.empty(), outcome);
    return LINES.of(ended).orElseThrow().warns();
  }

  @Test
  void aLongTextIsCutAndSoIsAListOfMany() throws IOException {
    var keys = Stream.generate(() -> "k".repeat(5000)).limit(5000).toList();
    var attempt = new AuditEvent.Attempt("u".repeat(100_000), List.of(), 1, keys, "left");
    var line = json(new AuditEvent.NotSignedIn(FROM, attempt)).orElseThrow();

    JsonNode tree = JSON.readTree(line);
    assertThat(tree.get("user").textValue()).hasSize(AuditLine.TEXT + 1).endsWith("u\u2026");
    assertThat(tree.get("keys")).hasSize(AuditLine.LIST);
    assertThat(tree.get("keys_beside").intValue()).isEqualTo(5000 - AuditLine.LIST);
    assertThat(tree.has("methods_beside")).isFalse();
    assertThat(line.getBytes(StandardCharsets.US_ASCII)).hasSizeLessThan(64 * 1024);
  }
}
