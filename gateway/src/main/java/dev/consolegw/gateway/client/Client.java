package dev.consolegw.gateway.client;

import dev.consolegw.config.value.AgeClock;
import dev.consolegw.config.value.Pace;
import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.connection.ConnectionServices;
import dev.consolegw.gateway.connection.Delivery;
import dev.consolegw.gateway.connection.InputAck;
import dev.consolegw.gateway.connection.InputQueue;
import dev.consolegw.gateway.connection.SilentConnectionGuard;
import dev.consolegw.gateway.meter.Tally;
import dev.consolegw.gateway.session.EndOfInputTimer;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.session.ViewerOptions.EndOfInput;
import dev.consolegw.gateway.session.ViewerOptionsParser;
import dev.consolegw.gateway.terminal.input.EscapeKeys;
import dev.consolegw.gateway.terminal.input.TimedInput;
import dev.consolegw.gateway.wire.Wires;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Stdin, stdout and a console between them, until somebody leaves. {@link #run} is called once;
 * {@link #abort} by any thread at any time.
 */
final class Client {
  /** For a dial to an address that was typed. */
  static final Duration BUDGET = Duration.ofSeconds(5);

  /** For a dial through a cloud's proxy. */
  static final Duration PROXY_BUDGET = Duration.ofSeconds(30);

  /** Nova's proxy hangs up on a bad token within 1.2 s. */
  static final Duration PROOF = Duration.ofMillis(1500);

  /** How long to wait for the goodbye to go out, in milliseconds. */
  private static final int GOODBYE = 1500;

  /** For how long the far side may take no input at the end of it. */
  private static final Duration STUCK = Duration.ofMinutes(2);

  private static final Duration BREAK = Duration.ofMillis(500);

  private final Plan plan;
  private final Stdio stdio;
  private final Notices notices;
  private final InstantSource clock = AgeClock.system();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("timer").factory());
  private final ExecutorService sizes =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("sizes").factory());
  private final InputQueue queue;
  private final Keyboard keyboard;
  private final Stdout stdout;
  private final EndOfInputTimer inputEnd;
  private final CompletableFuture<SessionEnd> ending = new CompletableFuture<>();
  private final CompletableFuture<Void> left = new CompletableFuture<>();
  private volatile Instant lastOutput = Instant.MIN;
  private final AtomicLong printed = new AtomicLong();
  private volatile @Nullable Backend backend;
  private volatile @Nullable Call call;

  /**
   * What is wished.
   *
   * @param target where the console is
   * @param escape the escape character; none sends every key
   * @param endOfInput what the end of stdin does
   * @param pace how fast keys may go; none is as fast as the line takes them
   */
  record Plan(Target target, Optional<Byte> escape, EndOfInput endOfInput, Optional<Pace> pace) {}

  Client(Plan plan, Stdio stdio) {
    this.plan = plan;
    this.stdio = stdio;
    this.notices = new Notices(stdio.err(), stdio::isRaw);
    this.queue =
        new InputQueue(
            timer,
            new SilentConnectionGuard(
                ConnectionServices.Limits.DEFAULT.silentFor(), timer, this::stillSilent),
            new Tally());
    this.stdout =
        new Stdout(
            new Stdout.Screen(stdio.out(), stdio.terminal().filter(Terminal::isShown).isPresent()),
            this::holdGuest,
            this::stdoutBroken);
    this.inputEnd =
        new EndOfInputTimer(plan.endOfInput(), timer, clock, new Far(), this::inputIsOver);
    this.keyboard =
        new Keyboard(
            stdio.in(),
            stdio.terminal().isPresent() ? Keyboard.AHEAD_ON_TERMINAL : Keyboard.AHEAD,
            new Hands());
  }

  /**
   * Connects, and carries bytes until the end.
   *
   * @throws DialException when the console cannot be dialled
   */
  ExitCode run() throws IOException {
    try (var wires = new Wires(timer)) {
      start("stdout", stdout);
      var current = dial(wires);
      attach(current);
      return finish(ending.join());
    } finally {
      stdio.restore();
      timer.shutdownNow();
    }
  }

  /** Puts the terminal back and says goodbye, as the process is about to end. */
  void abort() {
    stdio.restore();
    ending.complete(SessionEnd.now(ExitCode.OK, ""));
    awaitTerminal();
    hangUp();
  }

  private Call dial(Wires wires) throws IOException {
    var target = plan.target();
    boolean again = target.isBehindProxy();
    while (true) {
      var current = new Call(queue, notices, this::show);
      call = current;
      var line = target.line();
      var opened = wires.open(line, current, again ? PROXY_BUDGET : BUDGET);
      backend = opened;
      stdout.remindGate();
      if (!target.isBehindProxy() || current.provesItself(PROOF)) {
        return current;
      }
      if (!again) {
        throw new DialException(current.closed().join());
      }
      again = false;
    }
  }

  private void attach(Call current) throws IOException {
    if (stdio.terminal().isPresent()) {
      stdio.terminal().get().makeRaw();
    }
    notices.say("attached " + plan.target().title());
    if (stdio.isRaw()) {
      plan.escape().map(Help::hint).ifPresent(notices::say);
    }
    var line = backend;
    if (line != null) {
      queue.live(line, current::hasShown);
    }
    inputEnd.begun();
    start("stdin", keyboard);
    stdio
        .terminal()
        .ifPresent(terminal -> {
          Signals.on("WINCH", () -> sizes.execute(() -> sendSize(terminal)));
          sizes.execute(() -> sendSize(terminal));
        });
    var _ = current.closed().thenAccept(this::farSideClosed);
  }

  private static void start(String name, Runnable work) {
    Thread.ofPlatform().daemon().name(name).start(work);
  }

  private ExitCode finish(SessionEnd how) {
    inputEnd.cancel();
    var _ = queue.down().tell();
    hangUp();
    if (how.drain()) {
      CompletableFuture.anyOf(stdout.finish(), left).join();
    }
    awaitTerminal();
    if (!how.text().isEmpty()) {
      notices.say(how.text());
    }
    stdio.restore();
    long lost = keyboard.lost();
    if (lost > 0 && how.code() == ExitCode.OK && stdio.terminal().isEmpty()) {
      notices.say(lost + " bytes of the input did not reach the console");
      return ExitCode.UNAVAILABLE;
    }
    return how.code();
  }

  /** What the guest has switched on at the terminal goes, unless nobody reads there. */
  private void awaitTerminal() {
    if (!stdout.isTerminal()) {
      return;
    }
    var _ = stdout.cut().copy().completeOnTimeout(null, GOODBYE, TimeUnit.MILLISECONDS).join();
  }

  private void hangUp() {
    var line = backend;
    var current = call;
    if (line != null && current != null) {
      line.close();
      var bounded = current.closed().copy();
      bounded.completeOnTimeout(Reason.of(Reason.Kind.LOCAL, ""), GOODBYE, TimeUnit.MILLISECONDS);
      bounded.join();
      backend = null;
    }
  }

  private void farSideClosed(Reason why) {
    var code =
        switch (why.kind()) {
          case ENDED -> ExitCode.OK;
          case LOCAL,
              UNREACHABLE,
              STOPPED,
              AWAY,
              LEAVING,
              GONE,
              BUSY,
              NOT_FOUND,
              REFUSED,
              PROTOCOL ->
              ExitCode.UNAVAILABLE;
        };
    ending.complete(SessionEnd.drained(code, why.text().toString()));
  }

  private void show(ByteBuffer bytes) {
    lastOutput = clock.instant();
    printed.addAndGet(bytes.remaining());
    stdout.add(bytes);
  }

  private void holdGuest(boolean stop) {
    var line = backend;
    if (line != null && stop) {
      line.pause();
    } else if (line != null) {
      lastOutput = clock.instant(); // it was in the midst of printing
      line.resume();
    }
  }

  private void stdoutBroken(IOException e) {
    ending.complete(
        String.valueOf(e.getMessage()).contains("Broken pipe")
            ? SessionEnd.now(ExitCode.OK, "") // whoever read it has enough
            : SessionEnd.now(ExitCode.OUTPUT_LOST, "stdout: " + e.getMessage()));
  }

  private void stillSilent() {
    int thrown = queue.discard();
    notices.say(
        "no output: the VM is quiet or another client holds this console; "
            + thrown
            + " typed bytes were thrown away");
    if (thrown > 0 && stdio.terminal().isEmpty()) {
      ending.complete(SessionEnd.drained(ExitCode.UNAVAILABLE, ""));
    }
  }

  private void inputIsOver(EndOfInputTimer.Outcome outcome) {
    ending.complete(
        switch (outcome) {
          case QUIET, LOST -> SessionEnd.drained(ExitCode.OK, ""); // what is lost is said then
          case STUCK ->
              SessionEnd.drained(ExitCode.UNAVAILABLE, "the far side takes no more of the input");
          case UNANSWERED ->
              SessionEnd.drained(
                  ExitCode.TIMED_OUT,
                  "the guest printed nothing for %d s after the last byte was typed;"
                          .formatted(ViewerOptionsParser.QUIET.toSeconds())
                      + " --close-wait 60s waits longer");
        });
  }

  private void sendSize(Terminal terminal) {
    try {
      terminal.size().ifPresent(size -> queue.control(size, _ -> {}));
    } catch (IOException e) {
      // No process to be had now: the guest keeps the size that it has.
    }
  }

  /** As the end of input sees the guest. */
  private final class Far implements EndOfInputTimer.Guest {
    @Override
    public Instant lastSign() {
      return stdout.isBusy() ? clock.instant() : lastOutput;
    }

    @Override
    public long printed() {
      return printed.get();
    }

    @Override
    public Duration patience() {
      return STUCK;
    }
  }

  /** What the keyboard brings. */
  private final class Hands implements Keyboard.To, InputAck {
    private final Optional<TimedInput<EscapeKeys.Found>> keys =
        stdio
            .terminal()
            .map(_ -> new TimedInput<>(timer, new ClientKeys(plan.escape()), this::act));

    @Override
    public void typed(ByteBuffer bytes) {
      keys.ifPresentOrElse(reader -> reader.feed(bytes), () -> plain(bytes));
    }

    private void act(EscapeKeys.Found found) {
      switch (found) {
        case EscapeKeys.Found.Pass(var part) -> plain(part.bytes());
        case EscapeKeys.Found.Ours(var stroke) -> command(stroke.text());
        case EscapeKeys.Found.Captured _, EscapeKeys.Found.Nothing() -> {}
      }
    }

    private void command(String key) {
      switch (key) {
        case "B" -> send(new ConsoleInput.Break(BREAK), "a break");
        case "t" -> send(new ConsoleInput.Seat(true), "who writes");
        case "g" -> send(new ConsoleInput.Seat(false), "who writes");
        case "r" -> send(new ConsoleInput.Reset(), "a reset");
        case "c" -> stdout.restoreTerminal();
        case "?" -> plan.escape().ifPresent(escape -> notices.explain(Help.of(escape)));
        default -> {
          left.complete(null);
          ending.complete(SessionEnd.now(ExitCode.OK, "left"));
        }
      }
    }

    private void plain(ByteBuffer bytes) {
      int count = bytes.remaining();
      keyboard.sending(count);
      inputEnd.typed(count);
      queue.keys(bytes, plan.pace().orElse(null), true, this);
    }

    @Override
    public void going() {
      inputEnd.going();
    }

    @Override
    public void taken(int count, boolean sent) {
      keyboard.taken(count, sent);
      inputEnd.taken(count, sent);
    }

    @Override
    public void ended() {
      keys.ifPresent(TimedInput::end);
      inputEnd.ended();
    }

    /**
     * @param name for the person, when the wire has no word for it
     */
    private void send(ConsoleInput control, String name) {
      queue.control(
          control,
          what -> {
            if (what != Delivery.SENT) {
              notices.say(
                  what == Delivery.UNSUPPORTED
                      ? "this wire cannot carry " + name
                      : name + " was not sent: there is no connection");
            }
          });
    }
  }
}
