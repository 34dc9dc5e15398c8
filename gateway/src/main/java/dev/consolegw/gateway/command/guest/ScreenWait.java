package dev.consolegw.gateway.command.guest;

import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.AuthorizedRead;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.command.pattern.PatternThreads;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits until something stands on a console's screen. What stands there already counts, and needs
 * no connection, also while it must stand for some time. All that can be wrong with it is found
 * when it is made.
 *
 * <p>For the command's virtual thread.
 */
final class ScreenWait implements AutoCloseable {
  /** How long the first look is waited for before the console is dialled. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(5);

  private final CommandContext context;
  private final ScreenWatch.Where where;
  private final Times times;
  private final Optional<Duration> limit;
  private final Duration stable;
  private final PatternThreads.Search search;
  private final CompletableFuture<ExitCode> seen = new CompletableFuture<>();
  private volatile CompletableFuture<Void> due = new CompletableFuture<>(); // the one look later

  /**
   * Spans as they were typed.
   *
   * @param timeout empty for no end
   * @param stable null for none
   */
  record Times(String timeout, @Nullable String stable) {}

  ScreenWait(CommandContext context, String text, ScreenWatch.Where where, Times times)
      throws Refusal {
    this.context = context;
    this.where = where;
    this.times = times;
    this.limit = PatternWait.duration("--timeout", times.timeout());
    var still = times.stable() == null ? "" : times.stable();
    this.stable = PatternWait.duration("--stable", still).orElse(Duration.ZERO);
    this.search = context.patterns().begin(context.caller(), text);
    context.io().whenGone(search::close);
  }

  /**
   * Waits for it.
   *
   * @throws Refusal with 124 when it does not come in time, with 75 when too many screens are
   *     looked at or drawn, with 77 when they may not read what was printed before, or no longer,
   *     or as a viewer ends
   */
  void await(AuthorizedConsole authorized) throws Refusal, IOException {
    context.io().whenGone(() -> seen.completeExceptionally(new IOException("the client is gone")));
    limit.ifPresent(
        it -> seen.completeOnTimeout(ExitCode.TIMED_OUT, it.toMillis(), TimeUnit.MILLISECONDS));
    var over = new CompletableFuture<Void>();
    try (var read = new AuthorizedRead(authorized, () -> over.complete(null))) {
      var _ = over.thenRun(() -> end(read));
      var code = look(authorized);
      if (code == ExitCode.TIMED_OUT) {
        throw new Refusal(code, "the screen did not show that within " + times.timeout());
      }
    }
  }

  private void end(AuthorizedRead read) {
    try {
      read.check();
    } catch (Refusal why) {
      seen.completeExceptionally(why);
    }
  }

  private ExitCode look(AuthorizedConsole authorized) throws Refusal, IOException {
    var watch =
        new ScreenWatch(
            search.pattern(),
            where,
            stable,
            new ScreenWatch.Threads(search::run, this::later, System::nanoTime),
            new ScreenWatch.Outcome(
                () -> seen.complete(ExitCode.OK), () -> seen.completeExceptionally(crowded())));
    try (var _ =
        context
            .screens()
            .live()
            .look(authorized.console(), context.caller().session().identity(), watch)
            .orElseThrow(ScreenWait::crowded)) {
      return stands(watch) ? seen.join() : connected(authorized);
    } catch (CompletionException failure) {
      switch (failure.getCause()) {
        case Refusal why -> throw why;
        case IOException gone -> throw gone;
        case null, default -> throw failure;
      }
    }
  }

  /** Whether it stands there without a connection; waits for that while it may. */
  private boolean stands(ScreenWatch watch) {
    var first =
        watch.looked().completeOnTimeout(false, FIRST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
    var over = seen.handle((_, _) -> true);
    boolean isThere = (boolean) CompletableFuture.anyOf(first, over).join();
    if (isThere) {
      var _ = CompletableFuture.anyOf(watch.missed(), over).join();
    }
    return seen.isDone();
  }

  /** Nothing is left of it once the wait is over. */
  private void later(Duration after, Runnable what) {
    var next = new CompletableFuture<Void>();
    var _ = next.thenRun(what);
    due = next;
    var _ = next.completeOnTimeout(null, after.toNanos(), TimeUnit.NANOSECONDS);
    if (seen.isDone()) {
      next.cancel(false);
    }
  }

  private ExitCode connected(AuthorizedConsole authorized) throws Refusal {
    try (var viewer = new CommandViewer(context, authorized)) {
      return viewer.await(seen);
    } catch (Refusal ending) {
      if (ending.ending().code() != ExitCode.OK) {
        throw ending;
      }
      throw new Refusal( // with +hup=close; no success all the same
          ExitCode.UNAVAILABLE, "the console was closed, and its screen had not shown that");
    }
  }

  private static Refusal crowded() {
    return new Refusal(
        ExitCode.TRY_AGAIN, "too many screens are waited for at the moment; try again later");
  }

  @Override
  public void close() {
    search.close();
    seen.cancel(false);
    due.cancel(false);
  }
}
