package dev.consolegw.gateway.command.pattern;

import com.google.re2j.Pattern;
import dev.consolegw.authz.Person;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.background.Background;
import dev.consolegw.gateway.budget.Budget;
import dev.consolegw.gateway.budget.Turns;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;

/**
 * Where patterns are looked for: on threads in the {@link Background}, in looks of a fraction of a
 * second. Each search has one look under way at most, and people take turns.
 *
 * <p>What runs is bounded, and so is the memory of the searches that are open. A search with
 * nothing to look at runs nothing: an automation may wait on many consoles at a time.
 */
public final class PatternThreads {
  /**
   * What an open search counts for at least, of the {@link SearchPattern#WRITTEN_OUT} that may be
   * open for each look that may run: so one person has 400 plain ones, and all have 1,600.
   */
  static final int LEAST = 100;

  private final Background threads;
  private final PatternLimits limits;
  private final Turns<Set<Person>> turns;
  private final Turns<Set<Person>> compiling = Turns.ofEach(1);
  private final Budget open;

  /**
   * @param threads on which is looked
   */
  public PatternThreads(PatternLimits limits, Background threads) {
    this.limits = limits;
    this.threads = threads;
    this.turns = new Turns<>(limits.perPerson(), limits.inAll());
    long each = SearchPattern.WRITTEN_OUT;
    this.open =
        new Budget(
            new Budget.Limits(
                Budget.Limits.NONE, limits.perPerson() * each, limits.inAll() * each));
  }

  /**
   * Begins a search for the person whose key it is. Waits until it is their turn to have a pattern
   * compiled; whether there is room for it is known before.
   *
   * @throws Refusal with 64 when the pattern is too large, or none; with 75 when they have as many
   *     searches open, or as large ones, as may be
   */
  public Search begin(Caller caller, String text) throws Refusal {
    SearchPattern.check(text, limits);
    var who = caller.session().identity();
    var share = open.share(who);
    try {
      if (!share.tryUse(Math.max(LEAST, SearchPattern.Size.of(text).writtenOut()))) {
        throw new Refusal(
            ExitCode.TRY_AGAIN,
            "you search for as much as one person may at a time; try again when a search has"
                + " ended");
      }
      return new Search(compiled(who.owners(), text), who.owners(), share);
    } catch (Refusal | RuntimeException | Error none) {
      share.close();
      throw none;
    }
  }

  private Pattern compiled(Set<Person> whose, String text) throws Refusal {
    try (var _ = compiling.take(whose)) {
      return threads.make(() -> SearchPattern.compile(text, limits));
    }
  }

  /** One person's search for one pattern. Any thread. */
  public final class Search implements Matching, AutoCloseable {
    private final Pattern pattern;
    private final Set<Person> person;
    private final Budget.Share share;
    private volatile boolean over;

    private Search(Pattern pattern, Set<Person> person, Budget.Share share) {
      this.pattern = pattern;
      this.person = person;
      this.share = share;
    }

    /** What is searched for. */
    public Pattern pattern() {
      return pattern;
    }

    /** Looks at its turn, unless the search is over by then. */
    public void run(Runnable look) {
      turns.run(
          person,
          threads,
          () -> {
            if (!over) {
              look.run();
            }
          });
    }

    @Override
    public boolean look(BooleanSupplier look) throws IOException {
      var found = new CompletableFuture<Boolean>();
      turns.run(
          person,
          threads,
          () -> {
            try {
              found.complete(!over && look.getAsBoolean());
            } catch (Throwable failure) {
              found.completeExceptionally(failure); // first: somebody waits
              Uncaught.pass(failure);
            }
          });
      try {
        boolean answer = found.get();
        if (over) {
          throw new InterruptedIOException("the search has ended");
        }
        return answer;
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("the gateway stops");
      } catch (ExecutionException failure) {
        throw new IllegalStateException(failure.getCause());
      }
    }

    /** What it waits for is not looked for any more; its place is free. */
    @Override
    public void close() {
      over = true;
      share.close();
    }
  }
}
