package dev.consolegw.gateway.command.recordings;

import dev.consolegw.config.value.Durations;
import dev.consolegw.gateway.access.AuthorizedRead;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.console.live.GuestScreens;
import dev.consolegw.gateway.recording.Playback;
import dev.consolegw.gateway.recording.RecordingEvent;
import dev.consolegw.gateway.session.ExecStreams;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.terminal.SafeOutput;
import dev.consolegw.gateway.terminal.TerminalModes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "play",
    description = "Prints the output of a recording as it came, with its pauses.")
final class RecordingsPlay implements Command {
  /** A longer pause is cut: nobody waits for weeks, and times must add up. */
  private static final Duration LONGEST = Duration.ofDays(1);

  @Parameters(paramLabel = "ID", description = "As `recordings` lists it.")
  private String id = "";

  @Option(names = "--speed", paramLabel = "N", description = "So many times as fast; default 1.")
  private double speed = 1;

  @Option(
      names = "--max-pause",
      paramLabel = "TIME",
      description = "Waits no longer than this at a time, such as 2s.")
  private String maxPause = "1d";

  @Option(
      names = "--at",
      paramLabel = "OFFSET|T|+T",
      description = "From there on, beginning with the screen as it was.")
  private @Nullable String at;

  @Option(names = "--raw", description = "Byte for byte, terminal controls included.")
  private boolean raw;

  /** The client, or its right. */
  private final CompletableFuture<Void> gone = new CompletableFuture<>();

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    if (!(speed > 0 && speed <= 1_000_000)) {
      throw new Refusal(ExitCode.USAGE, "--speed takes a number above 0, at most 1000000");
    }
    var longest = longest();
    var authorized = context.open();
    var recording = RecordingAccess.find(context, authorized, id, "play");
    context.io().whenGone(() -> gone.complete(null));
    var screen = new Screen(context.io(), raw);
    try (var read = new AuthorizedRead(authorized, () -> gone.complete(null))) {
      var begin = new RecordingStart(context, authorized, recording);
      var place = at == null ? begin.beginning() : begin.place(at);
      long from = place.offset();
      if (at != null) {
        var picture = begin.screen(place, size(context.io()));
        from = picture.screen().join();
        read.check();
        screen.paint(picture.screen().paint());
      }
      var clock = new Pauses(place.time(), longest);
      RecordingAccess.watch(
          context,
          recording,
          from,
          read,
          step -> {
            if (!place.has(step)) {
              return true;
            }
            if (!pause(clock.before(step.at()))) {
              return false;
            }
            switch (step) {
              case Playback.Step.Output(_, var bytes) -> screen.show(bytes);
              case Playback.Step.Missing(_, long lost, long to) ->
                  context.io().tell("output %d to %d is not kept".formatted(lost, to));
              case Playback.Step.Happened(_, RecordingEvent event) -> {
                if (isNews(event)) {
                  context.io().tell(RecordingAccess.words(event));
                }
              }
            }
            return true;
          });
      screen.end();
      read.check();
    }
    return ExitCode.OK;
  }

  /** That of the terminal on which it is played. */
  private static GuestScreens.@Nullable Size size(ExecStreams io) {
    return io.terminal()
        .filter(it -> it.rows() > 0 && it.columns() > 0)
        .map(it -> new GuestScreens.Size(it.rows(), it.columns(), "terminal"))
        .orElse(null);
  }

  /** What the screen does not show by itself. */
  private static boolean isNews(RecordingEvent event) {
    return switch (event) {
      case RecordingEvent.Seat _,
          RecordingEvent.Joined _,
          RecordingEvent.Command _,
          RecordingEvent.CommandEnd _ ->
          true;
      case RecordingEvent.Size _,
          RecordingEvent.Input _,
          RecordingEvent.CommandOutput _,
          RecordingEvent.Screen _,
          RecordingEvent.Alive _,
          RecordingEvent.End _ ->
          false;
    };
  }

  /** Where it is played: a terminal is left as it was before. */
  private static final class Screen {
    private final OutputStream out;
    private final boolean raw;
    private final boolean terminal;
    private final SafeOutput safe = new SafeOutput(SafeOutput.Keep.SCREEN);
    private final TerminalModes modes = new TerminalModes();

    Screen(ExecStreams io, boolean raw) {
      this.out = io.out();
      this.raw = raw;
      this.terminal = io.pty();
    }

    void show(ByteBuffer bytes) throws IOException {
      write(raw ? bytes : safe.of(bytes));
    }

    /** What we have drawn ourselves. */
    void paint(ByteBuffer bytes) throws IOException {
      write(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
    }

    void end() throws IOException {
      write(safe.rest());
      if (terminal) {
        out.write(modes.undo());
      }
    }

    private void write(ByteBuffer bytes) throws IOException {
      if (terminal) {
        modes.watch(bytes, bytes.position(), bytes.limit());
      }
      out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }
  }

  private Duration longest() throws Refusal {
    try {
      var wanted = Durations.parse(maxPause);
      return wanted.compareTo(LONGEST) < 0 ? wanted : LONGEST;
    } catch (IllegalArgumentException mistake) {
      throw ConsoleAccess.usage(mistake);
    }
  }

  /** How long the recording stood still, shortened as was asked. */
  private final class Pauses {
    private final Duration longest;
    private Instant last;

    Pauses(Instant start, Duration longest) {
      this.last = start;
      this.longest = longest;
    }

    long before(Instant next) {
      if (next.isBefore(last)) {
        return 0; // it is on the screen with which it began, or as good as
      }
      var pause = Duration.between(last, next);
      last = next;
      long millis = pause.compareTo(LONGEST) < 0 ? pause.toMillis() : LONGEST.toMillis();
      return Math.min((long) (millis / speed), longest.toMillis());
    }
  }

  /** Waits; false when the client is gone. */
  private boolean pause(long millis) {
    if (millis <= 0) {
      return !gone.isDone();
    }
    try {
      gone.get(millis, TimeUnit.MILLISECONDS);
      return false;
    } catch (TimeoutException goesOn) {
      return true;
    } catch (InterruptedException | ExecutionException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
