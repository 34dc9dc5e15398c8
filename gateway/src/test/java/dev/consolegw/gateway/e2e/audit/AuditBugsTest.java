package dev.consolegw.gateway.e2e.audit;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.consolegw.config.Settings;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.BrowserGateway;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.background.Background;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.command.Commands;
import dev.consolegw.gateway.command.ScreenServices;
import dev.consolegw.gateway.command.pattern.PatternLimits;
import dev.consolegw.gateway.command.pattern.PatternThreads;
import dev.consolegw.gateway.console.screen.Screens;
import dev.consolegw.gateway.event.EventBus;
import dev.consolegw.gateway.front.Request;
import dev.consolegw.gateway.front.SessionRouter;
import dev.consolegw.gateway.history.Histories;
import dev.consolegw.gateway.history.HistoryLimits;
import dev.consolegw.gateway.ops.SessionRegistry;
import dev.consolegw.gateway.recording.Recordings;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.sftp.Sftp;
import dev.consolegw.gateway.sftp.files.Document;
import dev.consolegw.gateway.shell.LocalGuest;
import dev.consolegw.gateway.testing.Grants;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.ChannelClient;
import dev.consolegw.gateway.testing.client.RawHttp;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bug that ends what somebody does is the reason of its end, and it does end for them. */
@Tag("slow")
@Timeout(120)
class AuditBugsTest {
  private static final String BUG = "the gateway failed; its log says how";

  @TempDir private Path folder;

  private final FakeGuest vm = FakeGuest.tcp();
  private final BrowserGateway gateway =
      new BrowserGateway("{ listen: \"127.0.0.1:0\" }", console("lab/web1", vm));
  private final ManualClock clock = new ManualClock();
  private final ManualScheduler timer = new ManualScheduler(clock);
  private final BlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();

  @picocli.CommandLine.Command(name = "broken", description = "Meets a bug.")
  static final class Broken implements Command {
    @Override
    public ExitCode run(CommandContext context) {
      throw new IllegalStateException("a bug");
    }
  }

  @picocli.CommandLine.Command(name = "endless", description = "Meets another.")
  static final class Endless implements Command {
    @Override
    public ExitCode run(CommandContext context) {
      throw new StackOverflowError("a bug");
    }
  }

  private static List<Document> brokenShelf() {
    throw new IllegalStateException("a bug");
  }

  private static Command unmade() {
    throw new IllegalStateException("a bug");
  }

  /** Serves with what the gateway has, but for commands and files. */
  private ChannelClient ask(Request request) throws IOException {
    var router = gateway.router();
    var background = new Background("bugs");
    var events = new EventBus();
    events.subscribe(router.audit()::heard);
    var keep = new Settings.Recordings(Duration.ofDays(1), new ByteSize(1));
    try (var histories = new Histories(folder, clock, HistoryLimits.standard())) {
      Map<String, Supplier<Command>> kinds =
          Map.of("broken", Broken::new, "endless", Endless::new, "unmade", AuditBugsTest::unmade);
      var commands =
          new Commands(
              kinds,
              router.access(),
              new Commands.Services(
                  new Recordings(folder, histories, keep, clock),
                  new PatternThreads(PatternLimits.STANDARD, background),
                  new ScreenServices(new Screens(timer), timer, background),
                  clock,
                  router.audit(),
                  List::of),
              Optional.empty());
      var services =
          new SessionRouter.Services(
              router.access(),
              commands,
              new Sftp(router.access(), _ -> brokenShelf(), events),
              router.shells(),
              router.budgets(),
              router.audit(),
              _ -> true,
              timer,
              router.metrics());
      var broken =
          new SessionRouter(
              services,
              new SessionRegistry(),
              clock,
              task ->
                  Thread.ofVirtual()
                      .uncaughtExceptionHandler((_, failure) -> uncaught.add(failure))
                      .start(task));
      var who = broken.session(BrowserGateway.identity(ALICE), Grants.from("192.0.2.7"));
      var client = new ChannelClient(new Caller(who, "web1", Map.of(), false), request);
      broken.receive(client);
      return client;
    }
  }

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  /** All that is on record of people, once nothing more can be. */
  private List<JsonNode> lines() {
    return gateway.audit().stream()
        .map(AuditFile::parse)
        .filter(line -> line.has("person"))
        .toList();
  }

  private static String text(JsonNode line, String key) {
    return line.path(key).asText();
  }

  private void runs(String name) throws IOException {
    var client = ask(new Request.Exec(name, ""));
    assertThat(client.exitCode()).isEqualTo(ExitCode.UNAVAILABLE.status());
  }

  /** It is said once. */
  private static void assertBugOf(String name, JsonNode began, JsonNode ended) {
    assertThat(text(began, "event")).isEqualTo("command");
    assertThat(text(ended, "event")).isEqualTo("command-ended");
    assertThat(text(ended, "command")).isEqualTo(name);
    assertThat(text(ended, "reason")).isEqualTo(BUG);
    assertThat(text(ended, "session")).isEqualTo(text(began, "session"));
  }

  @Test
  void aCommandThatMeetsABugSaysSo() throws IOException {
    runs("broken");
    runs("unmade");

    var lines = lines();
    assertThat(lines).hasSize(4);
    assertBugOf("broken", lines.get(0), lines.get(1));
    assertBugOf("", lines.get(2), lines.get(3));
    assertThat(uncaught).isEmpty();
  }

  @Test
  void aCommandThatEndsWithAnErrorSaysSoToo() throws Exception {
    runs("endless");

    var lines = lines();
    assertThat(lines).hasSize(2);
    assertBugOf("endless", lines.get(0), lines.get(1));
    assertThat(uncaught.take()).isInstanceOf(StackOverflowError.class);
  }

  @Test
  void filesThatMeetABugSaySo() throws IOException {
    var client = ask(new Request.Files());
    client.type("\0\0\0\005\001\0\0\0\003"); // SSH_FXP_INIT, version 3
    client.type("\0\0\0\024\013\0\0\0\001\0\0\0\013/recordings"); // SSH_FXP_OPENDIR

    assertThat(client.exitCode()).isEqualTo(ExitCode.UNAVAILABLE.status());
    var lines = lines();
    assertThat(lines)
        .map(line -> text(line, "event"))
        .containsExactly("files-opened", "files-closed");
    assertThat(text(lines.getLast(), "reason")).isEqualTo(BUG);
    assertThat(lines.getLast().get("exit").intValue()).isEqualTo(69);
  }

  @Test
  void whatAGuestDoesForThemEndsWithABugToo() throws IOException {
    var guest = new LocalGuest();
    guest.meetBugs();
    var file = folder.resolve("guest.jsonl");
    var where = "audit: { file: \"%s\" }".formatted(file);
    var vm1 =
        new TestGateway.Entry("ports/vm1", "address: \"tcp://127.0.0.1:1\", shell: { user: root }");
    try (var shells = TestGateway.with(guest, () -> true, where, vm1)) {
      var asked = List.of("-W localhost:80", "-N -oExitOnForwardFailure=yes -R 0:localhost:80");
      for (var options : asked) {
        var ssh = shells.ssh(ALICE, "vm1+shell").option(options.split(" ", -1));
        assertThat(ssh.run().exitCode()).isEqualTo(255);
      }
      assertThat(shells.ssh(ALICE, "vm1+shell").command("true").run().exitCode()).isEqualTo(255);
    }

    var lines = Files.readAllLines(file).stream().map(AuditFile::parse).toList();
    assertThat(lines)
        .filteredOn(line -> text(line, "reason").equals(BUG))
        .map(line -> text(line, "event") + ' ' + text(line, "kind"))
        .containsExactly("refused port", "refused port", "shell-command-ended ", "refused command");
  }

  @Test
  void aRequestOverTheWebThatMeetsABugSaysSo() {
    var target = "/vms/web1/console?ticket=" + gateway.ticketOfABug(ALICE, "web1");
    var answer = RawHttp.ask(gateway.port(), RawHttp.upgrade(target));
    assertThat(RawHttp.status(answer)).isEqualTo(500);

    assertThat(lines())
        .filteredOn(line -> text(line, "event").equals("refused"))
        .singleElement()
        .satisfies(line -> {
          assertThat(text(line, "reason")).isEqualTo(BUG);
          assertThat(line.get("exit").intValue()).isEqualTo(69);
          assertThat(text(line, "kind")).isEqualTo("console");
          assertThat(text(line, "person")).isEqualTo("alice");
        });
  }
}
