package dev.consolegw.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.authz.Authorizer;
import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Right;
import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.config.Settings;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.CommandTable;
import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.background.Background;
import dev.consolegw.gateway.budget.BriefWork;
import dev.consolegw.gateway.command.Commands;
import dev.consolegw.gateway.command.ScreenServices;
import dev.consolegw.gateway.command.pattern.PatternLimits;
import dev.consolegw.gateway.command.pattern.PatternThreads;
import dev.consolegw.gateway.connection.ConnectionServices;
import dev.consolegw.gateway.connection.DialLimiter;
import dev.consolegw.gateway.console.ConsoleLimits;
import dev.consolegw.gateway.console.ConsoleServices;
import dev.consolegw.gateway.console.SessionRecorder;
import dev.consolegw.gateway.console.local.LocalConsoles;
import dev.consolegw.gateway.console.memory.SeenOffsetFiles;
import dev.consolegw.gateway.console.memory.StaleLoginFiles;
import dev.consolegw.gateway.console.screen.Screens;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.directory.Directories;
import dev.consolegw.gateway.directory.Directory;
import dev.consolegw.gateway.event.EventBus;
import dev.consolegw.gateway.history.Histories;
import dev.consolegw.gateway.history.HistoryLimits;
import dev.consolegw.gateway.meter.ConsoleMeters;
import dev.consolegw.gateway.mirror.OutputMirror;
import dev.consolegw.gateway.ops.audit.Audit;
import dev.consolegw.gateway.recording.Recordings;
import dev.consolegw.gateway.session.ExecStreams;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.testing.Grants;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import dev.consolegw.gateway.testing.ManualTasks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers whose names were chosen by somebody who means harm, in everything that shows them.
 */
class ForeignNamesTest {
  private static final String HOSTILE =
      "web\033[2J\033]0;x\007\n\r\u009b6n\u202egnp.exe\u2028\177\"\\end";

  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock();
  private Histories histories;
  private Commands commands;
  private ConsoleAccess access;

  /** What a command printed. */
  private static final class Io implements ExecStreams {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Override
    public boolean pty() {
      return false;
    }

    @Override
    public OutputStream out() {
      return out;
    }

    @Override
    public OutputStream err() {
      return out;
    }

    @Override
    public InputStream in() {
      return new ByteArrayInputStream(new byte[0]);
    }

    @Override
    public void whenGone(Runnable what) {}
  }

  private static ConsoleEntry entry(String project, String id) {
    return new ConsoleEntry(
        new ConsoleId("cloud", id, "p\033[0n"),
        new ConsoleRef("cloud", project, id, HOSTILE, Map.of()),
        Optional.empty(),
        false,
        new ByteSize(1 << 20));
  }

  private static final Directory CLOUD =
      new Directory() {
        @Override
        public String name() {
          return "cloud";
        }

        @Override
        public List<ConsoleEntry> candidates(Identity identity) {
          return List.of(entry("lab\033c", "id-1"), entry("two\n\n", "id-2\n"));
        }

        @Override
        public List<ConsoleEntry> captured() {
          return List.of();
        }

        @Override
        public DialTarget target(ConsoleId id) {
          return DialTarget.of(Addresses.parse("tcp://127.0.0.1:1"));
        }
      };

  @BeforeEach
  void open() throws IOException {
    histories = new Histories(folder, clock, HistoryLimits.standard());
    var authorizer = new Authorizer(List.of(), List.of((_, _) -> Optional.of(Right.MANAGE)));
    var timer = new ManualScheduler(clock);
    var tasks = new ManualTasks();
    var services =
        new ConsoleServices(
            ConsoleLimits.DEFAULT,
            clock,
            timer,
            tasks,
            new BriefWork(),
            new ConnectionServices(
                ConsoleLimits.DEFAULT.connection(),
                clock,
                timer,
                tasks,
                new DialLimiter(clock, timer, tasks),
                (_, _, _) -> {
                  throw new DialException(Reason.of(Reason.Kind.UNREACHABLE, "nobody there"));
                },
                new ConsoleMeters()),
            authorizer::renew,
            new EventBus(),
            SessionRecorder.NONE,
            OutputMirror.NONE,
            new Screens(timer));
    var background = new Background("background");
    access =
        new ConsoleAccess(
            new Directories(List.of(CLOUD), authorizer),
            new LocalConsoles(
                histories,
                new SeenOffsetFiles(folder.resolve("seen")),
                new StaleLoginFiles(folder.resolve("writers")),
                Runnable::run,
                services),
            authorizer::renew,
            background);
    var keep = new Settings.Recordings(Duration.ofDays(1), new ByteSize(1));
    commands =
        new Commands(
            CommandTable.all(),
            access,
            new Commands.Services(
                new Recordings(folder, histories, keep, clock),
                new PatternThreads(PatternLimits.STANDARD, background),
                new ScreenServices(new Screens(timer), timer, background),
                clock,
                Audit.NONE,
                List::of),
            Optional.empty());
  }

  @AfterEach
  void close() throws IOException {
    histories.close();
  }

  private static Caller caller(String userName) {
    var session =
        new Session(
            "s1", Grants.identity("alice"), Grants.from("192.0.2.1"), java.time.Instant.EPOCH);
    return new Caller(session, userName, Map.of(), false);
  }

  private String run(String userName, String line) throws Exception {
    var io = new Io();
    try {
      if (commands.opens(line, caller(userName)).isEmpty()) {
        commands.run(line, io, caller(userName));
      }
    } catch (Refusal refusal) {
      io.tell(refusal.ending().text());
    }
    var text = io.out.toString(StandardCharsets.UTF_8);
    assertThat(text.codePoints()).allMatch(ForeignNamesTest::isHarmless);
    return text;
  }

  private static boolean isHarmless(int c) {
    return c == '\n' || (c >= ' ' && !Character.isISOControl(c) && isVisible(c));
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
      default -> true;
    };
  }

  @Test
  void listsAreMadeOnThreadsThatGiveWay() throws Exception {
    String thread = access.list(caller("menu"), _ -> Thread.currentThread().getName());

    assertThat(thread).startsWith("background-");
  }

  @Test
  void whatIsTypedNamesNoFileOfTheGateways() throws Exception {
    var secret = Files.writeString(folder.resolve("secret"), "TOPSECRET");

    assertThat(run("any", "@" + secret)).doesNotContain("TOPSECRET");
    assertThat(run("any", "log @" + secret)).doesNotContain("TOPSECRET");
  }

  @Test
  void listsAreTablesOfPlainText() throws Exception {
    assertThat(run("any", "list").lines()).hasSize(3).allMatch(line -> !line.isBlank());
  }

  @Test
  void statusIsPlainTextToo() throws Exception {
    assertThat(run("id-1", "status")).isNotEmpty();
    assertThat(run("project=x", "status")).contains("no console");
  }

  @Test
  void jsonSaysItAllInAscii() throws Exception {
    var text = run("any", "list --json");

    assertThat(text.lines()).hasSize(1);
    assertThat(text.strip().chars()).allMatch(c -> c >= ' ' && c < 0x7F);
    assertThat(new ObjectMapper().readTree(text).get(0).get("name").asText()).isEqualTo(HOSTILE);
  }

  @Test
  void anAmbiguousNameListsItsServersInALineEach() throws Exception {
    var name = ConsoleName.literal("x").withOptions(Map.of());
    var same = new ConsoleName(name.project(), HOSTILE, Optional.empty(), Map.of());

    try {
      access.open(same, caller("any"), false);
      throw new AssertionError("it is ambiguous");
    } catch (Refusal refusal) {
      var text = refusal.ending().text();
      assertThat(text.codePoints()).allMatch(ForeignNamesTest::isHarmless);
      assertThat(text.lines()).hasSize(3);
    }
  }

  @Test
  void mistakesQuoteThemInPlainTextAsWell() throws Exception {
    run("any", "help \033[2J");
    run("any", "no\u009bsuch");
    run("web\033[2J", "status");
    run("any", "wait '(\033[2J'");
    run("any", "wait x --timeout \u202e");
    run("any", "open --name 'x\033[2J' '\033'");
    run("any+repl\u202eay=2", "status");
  }
}
