package dev.consolegw.gateway.command.guest;

import com.google.re2j.Pattern;
import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.AuthorizedRead;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.command.pattern.PatternThreads;
import dev.consolegw.gateway.session.ExitCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits until something stands on a console's screen. What stands there already counts, and needs
 * no connection. All that can be wrong with it is found when it is made.
 *
 * <p>For the command's virtual thread.
 */
final class ScreenWait implements AutoCloseable {
  /** How long the first look is waited for before the console is dialled. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(5);

  private final CommandContext context;
  private final Pattern pattern;
  private final ScreenWatch.Where where;
  private final Times times;
  private final Optional<Duration> limit;
  private final Duration stable;
  private final PatternThreads.Search search;

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
    this.pattern = context.patterns().compile(context.caller(), text);
    this.search = context.patterns().begin(context.caller(), pattern);
    context.io().whenGone(search::close);
  }

  /**
   * Waits for it.
   *
   * @throws Refusal with 124 when it does not come in time, with 75 when too many screens are
   *     looked at, when they may look no longer, or as a viewer ends
   */
  void await(AuthorizedConsole authorized) throws Refusal {
    var seen = new CompletableFuture<ExitCode>();
    limit.ifPresent(
        it -> seen.completeOnTimeout(ExitCode.TIMED_OUT, it.toMillis(), TimeUnit.MILLISECONDS));
    var still =
        CompletableFuture.delayedExecutor(stable.toMillis(), TimeUnit.MILLISECONDS, Runnable::run);
    var threads = new ScreenWatch.Threads(search::run, still, System::nanoTime);
    var watch = new ScreenWatch(pattern, where, stable, threads, () -> seen.complete(ExitCode.OK));
    try (var read = new AuthorizedRead(authorized, () -> seen.complete(ExitCode.NOT_ALLOWED));
        var _ =
            context
                .screens()
                .live()
                .look(authorized.console(), context.caller().session().identity(), watch)
                .orElseThrow(ScreenWait::crowded)) {
      var first =
          watch.looked().completeOnTimeout(null, FIRST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
      CompletableFuture.anyOf(first, seen).join();
      var code = seen.isDone() ? seen.join() : await(authorized, seen);
      read.check();
      if (code == ExitCode.TIMED_OUT) {
        throw new Refusal(code, "the screen did not show that within " + times.timeout());
      }
    }
  }

  private ExitCode await(AuthorizedConsole authorized, CompletableFuture<ExitCode> seen)
      throws Refusal {
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
  }
}
