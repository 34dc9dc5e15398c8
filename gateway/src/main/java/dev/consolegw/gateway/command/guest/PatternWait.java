package dev.consolegw.gateway.command.guest;

import dev.consolegw.config.value.Durations;
import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.command.pattern.PatternThreads;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.ReadResult;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Replay;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Waits until a console prints something, from an offset on: what is in the history by then is
 * looked through first, so nothing is missed, and no connection is needed for what is there. All
 * that can be wrong with it is found when it is made, before anything is typed.
 *
 * <p>For the command's virtual thread.
 */
final class PatternWait implements AutoCloseable {
  private static final int BLOCK = 32 * 1024;

  private final CommandContext context;
  private final String timeout;
  private final Optional<Duration> limit;
  private final PatternThreads.Search search;

  /**
   * @param timeout as it was typed; empty for no end
   */
  PatternWait(CommandContext context, String text, String timeout) throws Refusal {
    this.context = context;
    this.timeout = timeout;
    this.limit = duration("--timeout", timeout);
    this.search = context.patterns().begin(context.caller(), text);
    context.io().whenGone(search::close);
  }

  /**
   * Reads the value of an option.
   *
   * @param text as it was typed; empty for none
   */
  static Optional<Duration> duration(String option, String text) throws Refusal {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Durations.parse(text));
    } catch (IllegalArgumentException mistake) {
      throw ConsoleAccess.usage(
          new IllegalArgumentException(option + ": " + mistake.getMessage(), mistake));
    }
  }

  /**
   * Waits for it.
   *
   * @param from the first offset that counts
   * @throws Refusal with 124 when it does not come in time, or as a viewer ends
   * @throws IOException when the client is gone
   */
  void await(AuthorizedConsole authorized, long from) throws Refusal, IOException {
    var seen = new CompletableFuture<ExitCode>();
    limit.ifPresent(
        it -> seen.completeOnTimeout(ExitCode.TIMED_OUT, it.toMillis(), TimeUnit.MILLISECONDS));
    var still =
        CompletableFuture.delayedExecutor(
            PatternWatch.STILL.toMillis(), TimeUnit.MILLISECONDS, search::run);
    var threads = new PatternWatch.Threads(search::run, still);
    var watch = new PatternWatch(search.pattern(), threads, () -> seen.complete(ExitCode.OK));
    long at = lookBack(authorized.console().history(), from, watch, seen);
    var code = seen.isDone() ? seen.join() : await(authorized, at, watch, seen);
    if (code == ExitCode.TIMED_OUT) {
      throw new Refusal(code, "the guest did not print that within " + timeout);
    }
  }

  private ExitCode await(
      AuthorizedConsole authorized, long at, PatternWatch watch, CompletableFuture<ExitCode> seen)
      throws Refusal {
    watch.begin();
    try (var viewer = new CommandViewer(context, authorized, new Replay.From(at), watch)) {
      return viewer.await(seen);
    } catch (Refusal ending) {
      if (ending.ending().code() != ExitCode.OK) {
        throw ending;
      }
      throw new Refusal( // with +hup=close; no success all the same
          ExitCode.UNAVAILABLE, "the console was closed, and had not printed that");
    }
  }

  /** Returns the offset after what was looked through. */
  private long lookBack(
      HistoryReader history, long from, PatternWatch watch, CompletableFuture<ExitCode> seen)
      throws IOException {
    var block = ByteBuffer.allocate(BLOCK);
    long at = from;
    while (!seen.isDone()) {
      block.clear();
      switch (read(history, at, block)) {
        case ReadResult.Bytes(int count) -> {
          at += count;
          lookAt(block.flip(), watch, seen);
        }
        case ReadResult.Gap gap -> {
          at = gap.resumesAt();
          found(search.look(watch::isBeforeGap), seen);
        }
        case ReadResult.Nothing _ -> {
          return at;
        }
        case ReadResult.OnDisk _ -> throw new IllegalStateException("asked on disk, sent to disk");
      }
    }
    return at;
  }

  /** In pieces, for others want their turn. */
  private void lookAt(ByteBuffer block, PatternWatch watch, CompletableFuture<ExitCode> seen)
      throws IOException {
    while (block.hasRemaining() && !seen.isDone()) {
      int size = Math.min(block.remaining(), PatternWatch.PIECE);
      var piece = block.slice(block.position(), size);
      block.position(block.position() + size);
      found(search.look(() -> watch.isIn(piece)), seen);
    }
  }

  private static void found(boolean is, CompletableFuture<ExitCode> seen) {
    if (is) {
      seen.complete(ExitCode.OK);
    }
  }

  /** The newest output is in memory: most often no disk is asked. */
  private static ReadResult read(HistoryReader history, long at, ByteBuffer block)
      throws IOException {
    var near = history.read(at, block, HistoryReader.Access.MEMORY);
    if (!(near instanceof ReadResult.OnDisk)) {
      return near;
    }
    try {
      return CompletableFuture.supplyAsync(
              () -> history.read(at, block, HistoryReader.Access.DISK), history.diskThreads())
          .join();
    } catch (RejectedExecutionException | CompletionException crowded) {
      throw new IOException("too many reads of this history wait for the disk", crowded);
    }
  }

  @Override
  public void close() {
    search.close();
  }
}
