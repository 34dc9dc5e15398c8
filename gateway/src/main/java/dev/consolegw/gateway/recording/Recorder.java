package dev.consolegw.gateway.recording;

import dev.consolegw.config.Settings;
import dev.consolegw.gateway.console.AttachRequest;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.console.SessionRecorder;
import dev.consolegw.gateway.console.SessionTap;
import dev.consolegw.gateway.console.live.GuestScreens;
import dev.consolegw.gateway.console.screen.Screens;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.event.ConsoleEvent;
import dev.consolegw.gateway.event.Events;
import dev.consolegw.gateway.event.FileEvent;
import dev.consolegw.gateway.event.GatewayEvent;
import dev.consolegw.gateway.event.RecordingHappened;
import dev.consolegw.gateway.event.SessionEvent;
import dev.consolegw.gateway.event.ShellEvent;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the sessions whose terms say so, and nobody else's. Listens to consoles to know who has
 * the seat. Any thread.
 */
public final class Recorder implements SessionRecorder, Consumer<GatewayEvent>, Closeable {
  /** How often it looks whether what must be recorded still is. */
  static final Duration WATCH = Duration.ofSeconds(5);

  /** How often it looks for recordings that are too old. */
  static final Duration RETAIN = Duration.ofHours(1);

  /** Ids of one session on one console that a clock may give twice. */
  private static final int NAMESAKES = 100;

  /** What a reset is called when it is sent. */
  private static final String RESET = "reset";

  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Logger log = LoggerFactory.getLogger(Recorder.class);

  private final Recordings recordings;
  private final Services services;
  private final GuestScreens screens;
  private final Map<ConsoleId, Writer> writers = new ConcurrentHashMap<>();

  /** Who writes beside the holder of a seat, by the id of their session. */
  private final Map<ConsoleId, Map<String, Writer>> beside = new ConcurrentHashMap<>();

  private final AtomicBoolean troubled = new AtomicBoolean();
  private volatile boolean closed;

  private record Writer(String person, String session) {
    static final Writer NOBODY = new Writer("", "");
  }

  /**
   * What it works with.
   *
   * @param disk runs deletions; no virtual threads
   * @param events told what is recorded and what is not
   * @param screens draw what stands on a screen when it matters
   */
  public record Services(
      InstantSource clock,
      ScheduledExecutorService timer,
      Executor disk,
      Events events,
      Screens screens) {}

  public Recorder(Recordings recordings, Services services) {
    this.recordings = recordings;
    this.services = services;
    this.screens = new GuestScreens(services.screens());
    watchLater();
    retainLater();
  }

  /** From now on recordings are kept so long, and so much of them; the others go at once. */
  public void keep(Settings.Recordings other) {
    recordings.keep(other);
    services.disk().execute(recordings::retain);
  }

  Instant now() {
    return services.clock().instant();
  }

  ScheduledExecutorService timer() {
    return services.timer();
  }

  GuestScreens screens() {
    return screens;
  }

  static String sentence(String what, String why) {
    return "this session must be recorded and cannot %s: %s; tell the gateway's operator"
        .formatted(what, why);
  }

  // --- SessionRecorder
  // --------------------------------------------------------------------------------

  @Override
  public SessionTap begin(Console console, AttachRequest who) throws IOException {
    var terms = who.grant().terms();
    if (terms.record() == Settings.Recording.OFF) {
      return SessionTap.NONE;
    }
    try {
      var one = begun(console, who);
      if (troubled.getAndSet(false)) {
        log.info("event=recordings-written-again");
      }
      return one;
    } catch (IOException failure) {
      var why = Sidecar.reason(failure);
      trouble(
          new RecordingHappened.NotRecorded(console.entry().id(), who.session(), who.grant(), why));
      if (terms.record() == Settings.Recording.REQUIRED) {
        throw new IOException(sentence("begin", why), failure);
      }
      return SessionTap.NONE;
    }
  }

  private LiveRecording begun(Console console, AttachRequest who) throws IOException {
    var history = console.history();
    long from = history.end();
    for (int number = 1; number <= NAMESAKES; number++) {
      var header = header(console, who, from, number);
      var file = recordings.file(header.console(), header.id());
      var sidecar = new Sidecar(file, history.diskThreads());
      try {
        Sidecar.await(sidecar.create(SidecarFormat.of(header)));
      } catch (FileAlreadyExistsException namesake) {
        continue;
      }
      var one = new LiveRecording(new LiveRecording.Subject(header, console, who), sidecar, this);
      recordings.begun(one);
      var writer = writers.get(console.entry().id());
      if (writer != null) {
        one.seat(writer.person(), writer.session());
      }
      beside
          .getOrDefault(console.entry().id(), Map.of())
          .values()
          .forEach(joined -> one.joined(joined.person(), joined.session(), true));
      one.screen();
      services
          .events()
          .publish(
              new RecordingHappened.Recorded(
                  console.entry().id(), who.session(), who.grant(), header.id()));
      return one;
    }
    throw new IOException("there are " + NAMESAKES + " recordings of this second already");
  }

  private Header header(Console console, AttachRequest who, long from, int number) {
    var now = now();
    var session = who.session();
    var id = ID.format(now) + '-' + session.id() + (number == 1 ? "" : "-" + number);
    return new Header(
        id,
        console.entry().id().toString(),
        console.entry().server().name(),
        session.id(),
        who.grant().person().toString(),
        Header.owner(who.grant().person()),
        session.identity().credential().auditName(),
        session.address(),
        now,
        from,
        who.grant().terms().recordInput().name().toLowerCase(Locale.ROOT));
  }

  // --- what happens to consoles ---------------------------------------------------------------

  @Override
  public void accept(GatewayEvent event) {
    switch (event) {
      case SessionEvent.Seated(var console, var session, var grant) -> {
        var writer = new Writer(grant.person().toString(), session.id());
        besides(console).remove(session.id()); // an heir, whose seat says it
        writers.put(console, writer);
        tell(console, writer);
        screens(console);
      }
      case SessionEvent.Joined(var console, var session, var grant) -> {
        var writer = new Writer(grant.person().toString(), session.id());
        if (besides(console).put(session.id(), writer) == null) {
          joined(console, writer, true);
        }
      }
      case SessionEvent.Unseated(var console, var session, _) -> left(console, session);
      case SessionEvent.Detached(var console, var session, _, _, _) -> left(console, session);
      case SessionEvent.SentAway(var console, _, _, _) -> screens(console);
      case SessionEvent.Sent(var console, _, var what) -> {
        if (what.equals(RESET)) {
          screens(console);
        }
      }
      case SessionEvent.Attached _, SessionEvent.Refused _, SessionEvent.Used _ -> {}
      case ShellEvent shell -> happened(shell);
      case ConsoleEvent _, FileEvent _, RecordingHappened _ -> {}
    }
  }

  /** Also in the recordings of those who only watch: what they saw may be its doing. */
  private void happened(ShellEvent event) {
    var here = recordings.live().stream().filter(one -> one.subject().id().equals(event.console()));
    switch (event) {
      case ShellEvent.CommandBegan command -> here.forEach(one -> one.began(command));
      case ShellEvent.CommandPrinted command -> here.forEach(one -> one.printed(command));
      case ShellEvent.CommandEnded command -> here.forEach(one -> one.ended(command));
      case ShellEvent.Began _, ShellEvent.Ended _, ShellEvent.Refused _, ShellEvent.OfPort _ -> {}
    }
  }

  /** Before what may change it for good. */
  private void screens(ConsoleId console) {
    recordings.live().stream()
        .filter(one -> one.subject().id().equals(console))
        .forEach(LiveRecording::screen);
  }

  private Map<String, Writer> besides(ConsoleId console) {
    return beside.computeIfAbsent(console, _ -> new ConcurrentHashMap<>());
  }

  private void joined(ConsoleId console, Writer writer, boolean writes) {
    recordings.live().stream()
        .filter(one -> one.subject().id().equals(console))
        .forEach(one -> one.joined(writer.person(), writer.session(), writes));
  }

  private void left(ConsoleId console, Session session) {
    var joined = besides(console).remove(session.id());
    if (joined != null) {
      joined(console, joined, false);
    }
    var writer = writers.get(console);
    if (writer != null
        && writer.session().equals(session.id())
        && writers.remove(console, writer)) {
      tell(console, Writer.NOBODY);
    }
  }

  private void tell(ConsoleId console, Writer writer) {
    recordings.live().stream()
        .filter(one -> one.subject().id().equals(console))
        .forEach(one -> one.seat(writer.person(), writer.session()));
  }

  // --- of a recording -------------------------------------------------------------------------

  void ended(LiveRecording one) {
    recordings.ended(one);
    services.disk().execute(recordings::retain);
  }

  void discarded(LiveRecording one) {
    services.disk().execute(() -> recordings.remove(one));
  }

  void failed(LiveRecording one, IOException why) {
    var of = one.subject();
    trouble(
        new RecordingHappened.NotRecorded(
            of.id(), of.who().session(), of.who().grant(), Sidecar.reason(why)));
  }

  /** The audit log has a line for each session, the operators one until it works again. */
  private void trouble(RecordingHappened.NotRecorded event) {
    if (!troubled.getAndSet(true)) {
      log.warn("event=recordings-unwritten cause=\"{}\"", event.why().replace('"', '\''));
    }
    services.events().publish(event);
  }

  // --- time -----------------------------------------------------------------------------------

  private void watchLater() {
    var _ = timer().schedule(this::watch, WATCH.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void watch() {
    if (!closed) {
      recordings.live().forEach(LiveRecording::watch);
      watchLater();
    }
  }

  private void retainLater() {
    var _ = timer().schedule(this::retain, RETAIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void retain() {
    if (!closed) {
      services.disk().execute(recordings::retain);
      retainLater();
    }
  }

  /** Ends all recordings, and waits for the disk, {@link Sidecar#PATIENCE} at most. */
  @Override
  public void close() {
    closed = true;
    var stopped = SessionEnd.now(ExitCode.TRY_AGAIN, "the gateway stopped");
    var live = recordings.live();
    live.forEach(one -> one.ended(stopped));
    var all = live.stream().map(LiveRecording::closed).toArray(CompletableFuture[]::new);
    try {
      Sidecar.await(CompletableFuture.allOf(all));
    } catch (IOException dead) {
      log.warn("event=recordings-cut-short cause=\"{}\"", dead.getMessage());
    }
  }
}
