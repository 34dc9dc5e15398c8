package dev.consolegw.gateway.command;

import dev.consolegw.authz.Person;
import dev.consolegw.gateway.command.log.Matching;
import dev.consolegw.gateway.console.ExitCode;
import dev.consolegw.gateway.fault.Uncaught;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * The threads on which patterns are looked for, of which there are fewer than cores, and how many
 * searches may run. Virtual threads are not interrupted for each other: a search on one of them
 * would stop everybody's sessions. Each search has one look under way at most, so that taking turns
 * is fair.
 */
public final class PatternThreads implements Closeable {
  /** Searches that one person may have at a time. */
  static final int PER_PERSON = 4;

  /** Searches of all people together. */
  static final int IN_ALL = 16;

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
          Thread.ofPlatform().daemon().name("pattern-", 0).factory());
  private final Map<Set<Person>, Integer> searches = new HashMap<>();

  /**
   * Begins a search for the person whose key it is.
   *
   * @throws Refusal with 75 when they, or all together, have as many as may be
   */
  Search begin(Caller caller) throws Refusal {
    var person = caller.session().identity().owners();
    synchronized (searches) {
      int theirs = searches.getOrDefault(person, 0);
      if (theirs >= PER_PERSON) {
        throw busy("you search for %d patterns already".formatted(theirs));
      }
      if (searches.values().stream().mapToInt(Integer::intValue).sum() >= IN_ALL) {
        throw busy("too many patterns are searched for already");
      }
      searches.put(person, theirs + 1);
    }
    return new Search(person);
  }

  private static Refusal busy(String why) {
    return new Refusal(ExitCode.TRY_AGAIN, why + "; try again when one has ended");
  }

  /** How many searches run. */
  int running() {
    synchronized (searches) {
      return searches.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  /** One person's search for one pattern. Any thread. */
  final class Search implements Matching, AutoCloseable {
    private final Set<Person> person;
    private volatile boolean over;

    private Search(Set<Person> person) {
      this.person = person;
    }

    /** Looks at its turn, unless the search is over by then. */
    void run(Runnable look) {
      threads.execute(() -> {
        if (!over) {
          look.run();
        }
      });
    }

    @Override
    public boolean look(BooleanSupplier look) throws IOException {
      var found = new CompletableFuture<Boolean>();
      threads.execute(() -> {
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
      synchronized (searches) {
        if (!over) {
          over = true;
          searches.computeIfPresent(person, (_, count) -> count == 1 ? null : count - 1);
        }
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
