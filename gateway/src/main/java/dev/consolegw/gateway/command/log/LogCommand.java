package dev.consolegw.gateway.command.log;

import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.AuthorizedRead;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.command.line.LogTime;
import dev.consolegw.gateway.command.line.Reading;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.session.ExecStreams;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * The command {@code log}: what is wanted of which console, and from where to where.
 *
 * <p>On the command's virtual thread; what the history has to look up, on its disk threads.
 */
@picocli.CommandLine.Command(
    name = "log",
    description = "Prints what the guest has printed.",
    footer = "T is 2026-01-31T12:00:00Z, 12:00 (of the gateway's clock) or 10m (ago).")
public final class LogCommand implements Command {
  /** What a source is asked for unless somebody says; Nova's own end is some 100 kB. */
  private static final int SOURCE_LINES = 10_000;

  @ArgGroup private @Nullable Beginning beginning;

  @Option(names = "--since", paramLabel = "T", description = "What came at this time or later.")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "T", description = "What came before this time.")
  private @Nullable String until;

  @Option(names = "--follow", description = "Goes on with what comes.")
  private boolean follow;

  @Option(names = "--grep", paramLabel = "PATTERN", description = "Lines with this (RE2) only.")
  private @Nullable String grep;

  @Option(names = "--timestamps", description = "In front of each line, when it came.")
  private boolean timestamps;

  @Option(names = "--raw", description = "Byte for byte, terminal controls included.")
  private boolean raw;

  @Option(
      names = "--clean",
      description = "The lines that it left on a screen: no redrawn ones, one for a progress bar.")
  private boolean clean;

  @Option(
      names = {"--color", "--colour"},
      description = "Keeps colours also where no terminal shows it.")
  private boolean color;

  @Option(
      names = "--source",
      description = "What the directory has kept, from before the gateway was connected.")
  private boolean source;

  /** What {@code --source} was called when there was one source. */
  @Option(names = "--nova", hidden = true)
  private boolean nova;

  private static final class Beginning {
    @Option(names = "--lines", paramLabel = "N", description = "The last lines of it only.")
    private @Nullable Integer lines;

    @Option(names = "--bytes", paramLabel = "N", description = "The last bytes of it only.")
    private @Nullable Long bytes;

    @Option(names = "--from", paramLabel = "OFFSET", description = "From this offset on.")
    private @Nullable Long from;

    boolean isNegative() {
      return (lines != null && lines < 0)
          || (bytes != null && bytes < 0)
          || (from != null && from < 0);
    }
  }

  /** How it is to be printed, and between which times. */
  private record Wanted(LogPipeline.Form form, Optional<Instant> first, Optional<Instant> last) {}

  /** Offsets: the first, and the one after the last. */
  private record Span(long from, long to) {}

  @Override
  public Reading reading() {
    return new Reading.Patterns();
  }

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    checkOptions();
    if (grep == null) {
      return run(context, Optional.empty());
    }
    try (var search = context.patterns().begin(context.caller(), grep)) {
      context.io().whenGone(search::close);
      return run(context, Optional.of(new Grep.Wanted(search.pattern(), search)));
    }
  }

  private ExitCode run(CommandContext context, Optional<Grep.Wanted> lines)
      throws Refusal, IOException {
    var style = LinePrinter.Style.of(raw, color, context.io().pty());
    var form = new LogPipeline.Form(style, drawing(context), timestamps, lines);
    if (source || nova) {
      return printKept(context, style);
    }
    var time = new LogTime(context.clock().instant(), ZoneId.systemDefault());
    var first = time(time, since);
    var last = time(time, until);
    if (first.isPresent() && last.isPresent() && !first.get().isBefore(last.get())) {
      throw usage("--since is not before --until; nothing lies between");
    }
    var wanted = new Wanted(form, first, last);
    AuthorizedConsole authorized;
    try {
      authorized = context.open();
    } catch (Refusal unknown) {
      return printFormer(context, wanted, unknown);
    }
    var io = context.io();
    if (!follow) {
      try (var read = new AuthorizedRead(authorized, () -> {})) {
        var out = new GuardedOutput(io.out(), read);
        var client = new LogPipeline.Client(out, io::tell, () -> false);
        print(context, authorized.console().history(), wanted, client);
        read.check();
      }
      return ExitCode.OK;
    }
    try (var follower = new LogFollower(authorized, io)) {
      print(context, authorized.console().history(), wanted, client(io, follower));
      follower.check();
    }
    return ExitCode.OK;
  }

  /** A console that is gone has nothing to follow. */
  private ExitCode printFormer(CommandContext context, Wanted wanted, Refusal unknown)
      throws Refusal, IOException {
    if (follow || unknown.ending().code() != ExitCode.NO_CONSOLE) {
      throw unknown;
    }
    try (var history = context.former(unknown)) {
      print(context, history, wanted, client(context.io(), () -> false));
    }
    return ExitCode.OK;
  }

  private void print(
      CommandContext context, HistoryReader history, Wanted wanted, LogPipeline.Client client)
      throws Refusal, IOException {
    var reader = new DiskReader(history, context.disk(history));
    var span = checked(reader.ask(() -> span(history, wanted.first(), wanted.last())), history);
    new LogPipeline(reader, span.from(), span.to(), wanted.form(), client).run();
  }

  private ExitCode printKept(CommandContext context, LinePrinter.Style style)
      throws Refusal, IOException {
    boolean others =
        since != null
            || until != null
            || follow
            || grep != null
            || timestamps
            || clean
            || !linesAtMost();
    var authorized = context.open();
    authorized.needPast();
    if (others) {
      throw usage(
          "--source goes with --lines and --raw alone; %s keeps no times and no offsets"
              .formatted(context.access().keeper(authorized)));
    }
    var count = beginning == null ? null : beginning.lines;
    var text = context.access().printed(authorized, count == null ? SOURCE_LINES : count);
    LogPipeline.print(StandardCharsets.UTF_8.encode(text), style, context.io().out());
    return ExitCode.OK;
  }

  private Optional<CleanLines.Drawing> drawing(CommandContext context) {
    CleanLines.Drawing inTurn =
        work ->
            context
                .screens()
                .picture(
                    context.caller(),
                    () -> {
                      work.run();
                      return true;
                    });
    return clean ? Optional.of(inTurn) : Optional.empty();
  }

  private boolean linesAtMost() {
    return beginning == null || beginning.lines != null;
  }

  private static LogPipeline.Client client(ExecStreams io, LogPipeline.NewOutput news) {
    return new LogPipeline.Client(io.out(), io::tell, news);
  }

  private void checkOptions() throws Refusal {
    if (beginning != null && beginning.isNegative()) {
      throw usage("--lines, --bytes and --from take numbers from 0 up");
    }
    if (until != null && follow) {
      throw usage("--follow goes on and --until ends; write one of them");
    }
    if (clean && follow) {
      throw usage("--clean does not go with --follow: a line is final when it has left the screen");
    }
    if (clean && (raw || color)) {
      throw usage("--clean prints text alone; leave out --raw and --color");
    }
  }

  /** What is asked for narrows: of several beginnings the last counts. On a disk thread. */
  private Span span(HistoryReader history, Optional<Instant> first, Optional<Instant> last) {
    long end = last.map(history::offsetAt).orElse(history.end());
    long from = first.map(history::offsetAt).orElse(0L);
    if (beginning == null || beginning.from == null) {
      from = Math.max(from, history.start());
    }
    if (beginning != null) {
      from = Math.max(from, start(beginning, history, end));
    }
    return new Span(from, follow ? Long.MAX_VALUE : end);
  }

  private static long start(Beginning beginning, HistoryReader history, long end) {
    if (beginning.lines != null) {
      return history.lineStart(end, beginning.lines, Integer.MAX_VALUE);
    }
    if (beginning.bytes != null) {
      return end - beginning.bytes;
    }
    return beginning.from == null ? 0 : beginning.from;
  }

  private static Span checked(Span span, HistoryReader history) throws Refusal {
    if (span.from() > history.end()) {
      throw usage(
          "offset %d is not printed yet; the next one is %d".formatted(span.from(), history.end()));
    }
    return span;
  }

  private static Optional<Instant> time(LogTime time, @Nullable String text) throws Refusal {
    try {
      return Optional.ofNullable(text).map(time::parse);
    } catch (IllegalArgumentException mistake) {
      throw ConsoleAccess.usage(mistake);
    }
  }

  private static Refusal usage(String sentence) {
    return ConsoleAccess.usage(new IllegalArgumentException(sentence));
  }
}
