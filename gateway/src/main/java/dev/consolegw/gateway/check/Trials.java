package dev.consolegw.gateway.check;

import dev.consolegw.authz.openstack.client.CloudException;
import dev.consolegw.gateway.session.ExitCode;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Things being tried, side by side, each on a virtual thread of its own, all before one deadline;
 * and the report of them, a line each. One thread begins and ends them.
 */
final class Trials implements Closeable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Consumer<String> report;
  private final Duration most;
  private final long end;
  private final boolean bound;
  private boolean missing;
  private boolean silent;

  /** Asks for one thing. */
  @FunctionalInterface
  interface Attempt<T> {
    T make() throws IOException;
  }

  /**
   * Something that was begun.
   *
   * @param of which one, when there are several; empty otherwise
   */
  record Pending<T>(Need need, String of, Future<T> result) {}

  /**
   * @param bound whether we sign in with an application credential, for the advice
   */
  Trials(Consumer<String> report, Duration most, boolean bound) {
    this.report = report;
    this.bound = bound;
    this.most = most;
    this.end = System.nanoTime() + most.toNanos();
  }

  <T> Pending<T> begin(Need need, Attempt<T> attempt) {
    return begin(need, "", attempt);
  }

  <T> Pending<T> begin(Need need, String of, Attempt<T> attempt) {
    return new Pending<>(need, of, threads.submit(attempt::make));
  }

  /**
   * Waits for it and reports it.
   *
   * @param words what a success is worth saying; printable
   * @return what was asked for, if it was given
   */
  <T> Optional<T> end(Pending<T> pending, Function<T, String> words) throws InterruptedException {
    var answer = answer(pending);
    answer.ifPresent(value -> good(pending, words.apply(value)));
    return answer;
  }

  /** Waits for it, and reports it only when there is no answer, or only a refusal. */
  <T> Optional<T> answer(Pending<T> pending) throws InterruptedException {
    try {
      return Optional.of(pending.result().get(end - System.nanoTime(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException _) {
      silent = true;
      line("silent", pending, "no answer within " + most.toSeconds() + " s in all");
    } catch (ExecutionException failure) {
      failed(pending, failure.getCause());
    }
    return Optional.empty();
  }

  /** Reports what was given. */
  void good(Pending<?> pending, String words) {
    line("ok", pending, words);
  }

  private void failed(Pending<?> pending, @Nullable Throwable cause) {
    switch (cause) {
      case CloudException cloud when isSilence(cloud) -> {
        silent = true;
        line("silent", pending, String.valueOf(cloud.getMessage()));
      }
      case IOException refusal -> refused(pending, refusal);
      case null, default -> throw new IllegalStateException("a fault of the check itself", cause);
    }
  }

  /** Reports what was refused. */
  void refused(Pending<?> pending, IOException refusal) {
    refused((pending.need().words() + " " + pending.of()).strip(), pending.need(), refusal);
  }

  /** Reports what was refused before it could be begun. */
  void refused(Need need, IOException refusal) {
    refused(need.words(), need, refusal);
  }

  private void refused(String what, Need need, IOException refusal) {
    missing = true;
    line("missing", what, refusal.getMessage() + "; " + need.advice(bound));
  }

  private static boolean isSilence(CloudException failure) {
    return switch (failure.kind()) {
      case UNREACHABLE, TOO_MANY -> true;
      case SIGN_IN_REFUSED, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, CONFLICT, BROKEN -> false;
    };
  }

  private void line(String mark, Pending<?> pending, String words) {
    line(mark, (pending.need().words() + " " + pending.of()).strip(), words);
  }

  private void line(String mark, String what, String words) {
    report.accept("%-8s%s%s".formatted(mark, what, words.isEmpty() ? "" : ": " + words));
  }

  /** Something that works, and should not stay as it is. */
  void warn(String sentence) {
    report.accept("%-8s%s".formatted("warning", sentence));
  }

  /** What all of it means to a script. */
  ExitCode verdict() {
    if (missing) {
      return ExitCode.CONFIGURATION;
    }
    return silent ? ExitCode.UNAVAILABLE : ExitCode.OK;
  }

  /** Ends what is still being tried. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
