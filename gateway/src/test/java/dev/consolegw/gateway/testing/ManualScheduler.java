package dev.consolegw.gateway.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A timer whose time passes when a test says so: {@link #advance} runs what is due, in its order,
 * on the test's thread. Tasks may come from any thread.
 */
public final class ManualScheduler extends AbstractExecutorService
    implements ScheduledExecutorService {
  private final ManualClock clock;
  private final List<Task<?>> tasks = new ArrayList<>();
  private long count;

  public ManualScheduler(ManualClock clock) {
    this.clock = clock;
  }

  private final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {
    private final Instant due;
    private final long number;

    Task(Callable<V> work, Instant due, long number) {
      super(work);
      this.due = due;
      this.number = number;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(Duration.between(clock.instant(), due));
    }

    @Override
    public int compareTo(Delayed other) {
      var that = (Task<?>) other;
      int byTime = due.compareTo(that.due);
      return byTime != 0 ? byTime : Long.compare(number, that.number);
    }
  }

  /** Lets time pass, and runs what is due meanwhile, also what comes due because of that. */
  public void advance(Duration duration) {
    var end = clock.instant().plus(duration);
    for (var next = next(end); next.isPresent(); next = next(end)) {
      clock.advanceTo(next.get().due);
      next.get().run();
    }
    clock.advanceTo(end);
  }

  private synchronized Optional<Task<?>> next(Instant end) {
    tasks.removeIf(FutureTask::isCancelled);
    Optional<Task<?>> first = tasks.stream().sorted().findFirst().filter(t -> !t.due.isAfter(end));
    first.ifPresent(tasks::remove);
    return first;
  }

  /** Whether something is to happen so long from now. */
  public synchronized boolean isDueIn(Duration duration) {
    tasks.removeIf(FutureTask::isCancelled);
    return tasks.stream().anyMatch(task -> task.due.equals(clock.instant().plus(duration)));
  }

  /** How many tasks wait that nobody has called off. */
  public synchronized int waiting() {
    tasks.removeIf(FutureTask::isCancelled);
    return tasks.size();
  }

  @Override
  public synchronized <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
    var task = new Task<V>(work, clock.instant().plus(delay, unit.toChronoUnit()), count++);
    tasks.add(task);
    return task;
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
    return schedule(Executors.callable(work), delay, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable work, long initialDelay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException("nothing here repeats");
  }

  /** What is returned calls off the first time alone. */
  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable work, long initialDelay, long delay, TimeUnit unit) {
    Runnable again =
        () -> {
          work.run();
          var _ = scheduleWithFixedDelay(work, delay, delay, unit);
        };
    return schedule(again, initialDelay, unit);
  }

  @Override
  public void execute(Runnable work) {
    var _ = schedule(work, 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return false;
  }
}
