package dev.consolegw.gateway.fault;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One daemon thread for short tasks at their time. Nobody waits for such a task, so what one throws
 * is logged here, and an error passed on.
 */
public final class Timer extends ScheduledThreadPoolExecutor {
  private static final Logger log = LoggerFactory.getLogger(Timer.class);

  /**
   * Starts no thread before its first task.
   *
   * @param thread the thread's name
   * @param afterEnd what happens to tasks that come after its end
   */
  public Timer(String thread, RejectedExecutionHandler afterEnd) {
    super(1, Thread.ofPlatform().daemon().name(thread).factory(), afterEnd);
  }

  /**
   * One that forgets at once what is called off, such as the patience of those who wait for days.
   *
   * @param thread the thread's name
   */
  public static Timer forgetting(String thread) {
    var timer = new Timer(thread, new AbortPolicy());
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /** As always; a task that throws is run again at its next time. */
  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long first, long delay, TimeUnit unit) {
    return super.scheduleWithFixedDelay(() -> runOnce(task), first, delay, unit);
  }

  /** As always; a task that throws is run again at its next time. */
  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long first, long period, TimeUnit unit) {
    return super.scheduleAtFixedRate(() -> runOnce(task), first, period, unit);
  }

  private static void runOnce(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException failure) {
      Uncaught.pass(failure);
      log.error("event=timer-task-fault", failure);
    }
  }

  @Override
  protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
    super.afterExecute(task, thrown);
    if (task instanceof Future<?> future && future.state() == Future.State.FAILED) {
      var failure = future.exceptionNow();
      Uncaught.pass(failure);
      log.error("event=timer-task-fault", failure);
    }
  }
}
