package dev.consolegw.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Renewal;
import dev.consolegw.authz.Right;
import dev.consolegw.authz.Terms;
import dev.consolegw.config.Settings;
import dev.consolegw.config.Settings.Leaving;
import dev.consolegw.config.Settings.Sharing;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.budget.BriefWork;
import dev.consolegw.gateway.connection.ConnectionServices;
import dev.consolegw.gateway.connection.DialLimiter;
import dev.consolegw.gateway.connection.ScriptedBackend;
import dev.consolegw.gateway.connection.ScriptedDialer;
import dev.consolegw.gateway.console.local.LocalConsole;
import dev.consolegw.gateway.console.memory.SeenOffsetFiles;
import dev.consolegw.gateway.console.memory.StaleLoginFiles;
import dev.consolegw.gateway.console.screen.Screens;
import dev.consolegw.gateway.console.viewer.LocalViewer;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.event.EventBus;
import dev.consolegw.gateway.event.GatewayEvent;
import dev.consolegw.gateway.history.Histories;
import dev.consolegw.gateway.history.History;
import dev.consolegw.gateway.history.HistoryLimits;
import dev.consolegw.gateway.meter.ConsoleMeters;
import dev.consolegw.gateway.mirror.OutputMirror;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.session.ViewerOptions;
import dev.consolegw.gateway.testing.Grants;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import dev.consolegw.gateway.testing.ManualTasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A console with a real history and a scripted line, whose time and tasks are the test's. Only what
 * comes from the disk comes by itself; {@link #settle} waits for it.
 */
public final class Stage implements AutoCloseable {
  public static final ConsoleId ID = new ConsoleId("file", "lab/web1", "0");
  public static final ConsoleRef SERVER =
      new ConsoleRef("file", "lab", "lab/web1", "web1", Map.of());

  public final ManualClock clock = new ManualClock();
  public final ManualScheduler timer = new ManualScheduler(clock);
  public final ManualTasks tasks = new ManualTasks();
  public final ScriptedDialer dialler = new ScriptedDialer();
  public final List<GatewayEvent> events = new CopyOnWriteArrayList<>();
  private final EventBus bus = new EventBus();
  final History history;
  public final LocalConsole console;
  private final Histories histories;
  private Terms terms = Terms.DEFAULT;
  private Runnable meanwhile = () -> {};

  /** What becomes of a grant that is asked for again. */
  public Function<Grant, Renewal> renewal = Renewal.Renewed::new;

  private int sessions;

  /** One viewer, and what it sees. */
  public record Visitor(LocalViewer viewer, FakeScreen screen) {
    public void types(String text) {
      viewer.act(new ViewerAction.Type(bytes(text)));
    }

    void types(ConsoleInput input) {
      viewer.act(new ViewerAction.Send(input, "break"));
    }
  }

  public Stage(Path folder) throws IOException {
    this(folder, ConsoleLimits.DEFAULT);
  }

  Stage(Path folder, ConsoleLimits limits) throws IOException {
    this(folder, limits, SERVER);
  }

  Stage(Path folder, ConsoleLimits limits, ConsoleRef server) throws IOException {
    bus.subscribe(this::heard);
    histories = new Histories(folder, clock, HistoryLimits.standard());
    history = histories.open("web1", new ByteSize(64 << 20));
    var entry = new ConsoleEntry(ID, server, Optional.empty(), false, new ByteSize(64 << 20));
    var seen = new SeenOffsetFiles(folder.resolve("seen")).of(ID, history.reader().diskThreads());
    var writer =
        new StaleLoginFiles(folder.resolve("writers")).of(ID, history.reader().diskThreads());
    console = new LocalConsole(entry, history, seen, writer, works(limits));
  }

  public ConsoleServices works(ConsoleLimits limits) {
    return new ConsoleServices(
        limits,
        clock,
        timer,
        tasks,
        new BriefWork(),
        new ConnectionServices(
            limits.connection(),
            clock,
            timer,
            tasks,
            new DialLimiter(clock, timer, tasks),
            dialler,
            new ConsoleMeters()),
        old -> renewal.apply(old),
        bus,
        SessionRecorder.NONE,
        OutputMirror.NONE,
        new Screens(timer));
  }

  /** On which terms those come who come from now on. */
  public Stage on(Sharing sharing) {
    return on(sharing, Leaving.WARN, 64);
  }

  public Stage on(Leaving leaving) {
    return on(Sharing.ONE_WRITER, leaving, 64);
  }

  public Stage on(Sharing sharing, Leaving leaving, int viewers) {
    var said =
        new Settings.Sessions(
            Optional.of(sharing),
            Optional.of(viewers),
            Optional.empty(),
            Optional.empty(),
            Optional.of(leaving),
            Optional.empty(),
            Optional.empty());
    terms = Terms.of(List.of(said));
    return this;
  }

  public Terms terms() {
    return terms;
  }

  private void heard(GatewayEvent event) {
    events.add(event);
    meanwhile.run();
  }

  /** Something that happens while others are being told of an event. */
  public void atEachEvent(Runnable what) {
    meanwhile = what;
  }

  /** What somebody gets who asks to be let in. */
  public AttachResult ask(
      String person, Right right, boolean pty, FakeScreen screen, String... options) {
    var wanted = new HashMap<>(Map.of("replay", "none"));
    for (var option : options) {
      int is = option.indexOf('=');
      wanted.put(is < 0 ? option : option.substring(0, is), is < 0 ? "" : option.substring(is + 1));
    }
    var terminal = wanted.remove("term"); // what the client calls it, which is no option
    var how = ViewerOptions.of(wanted, pty);
    var session =
        new Session(
            "s" + ++sessions, Grants.identity(person), Grants.from("192.0.2.1"), clock.instant());
    return console.attach(
        new AttachRequest(
            session,
            Grants.grant(person, right, SERVER, terms),
            terminal == null ? how : how.on(terminal),
            screen));
  }

  private Visitor enter(String person, Right right, boolean pty, String... options) {
    var screen = new FakeScreen();
    var result = ask(person, right, pty, screen, options);
    tasks.runAll();
    return new Visitor((LocalViewer) ((AttachResult.Admitted) result).viewer(), screen);
  }

  /** Lets somebody in who has a terminal. */
  public Visitor person(String person, Right right, String... options) {
    return enter(person, right, true, options);
  }

  /** Lets somebody in who has none. */
  public Visitor script(String person, Right right, String... options) {
    return enter(person, right, false, options);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A command that types past the seat. Why it could not; empty when it could. */
  public Optional<SessionEnd> typesPastSeat(String person, Right right, String... options) {
    var command =
        script(
            person,
            right,
            Stream.concat(Stream.of("ro"), Stream.of(options)).toArray(String[]::new));
    var sent = new AtomicInteger();
    command
        .viewer()
        .act(new ViewerAction.TypePastSeat(bytes("x"), (count, _) -> sent.addAndGet(count)));
    tasks.runAll();
    var code = command.screen().code();
    assertThat(code == null).isEqualTo(sent.get() == 1);
    command.viewer().act(new ViewerAction.Leave());
    tasks.runAll();
    return Optional.ofNullable(code)
        .map(each -> SessionEnd.now(each, command.screen().notices().getLast()));
  }

  /** The connection, as the guest's end sees it. */
  public ScriptedBackend line() {
    return dialler.line();
  }

  /** The guest prints, and everybody is shown it. */
  public void print(String text) {
    line().print(text);
    tasks.runAll();
  }

  public void advance(Duration time) {
    timer.advance(time);
    tasks.runAll();
  }

  /** Waits until the disk has done what it was asked so far, and runs what follows from it. */
  public void settle() throws Exception {
    for (int i = 0; i < 20; i++) {
      var done = new CompletableFuture<Void>();
      history.reader().diskThreads().execute(() -> done.complete(null));
      done.get(20, TimeUnit.SECONDS);
      tasks.runAll();
    }
  }

  @Override
  public void close() throws IOException {
    histories.close();
  }
}
