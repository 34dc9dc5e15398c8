package dev.consolegw.gateway;

import dev.consolegw.gateway.background.Background;
import dev.consolegw.gateway.fault.Timer;
import java.io.Closeable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The threads of a gateway that have no part of their own.
 *
 * @param timer for short tasks at their time
 * @param tasks a virtual thread for each
 * @param disk for what is waited for on the disk
 * @param background for what gives way to the others
 */
record Threads(
    ScheduledExecutorService timer,
    ExecutorService tasks,
    ExecutorService disk,
    Background background)
    implements Closeable {
  /** Two for what is captured, when the gateway starts, and two for who asks meanwhile. */
  private static final int HISTORY_THREADS = 4;

  static Threads make() {
    return new Threads(
        Timer.forgetting("timer"),
        Executors.newVirtualThreadPerTaskExecutor(),
        Executors.newFixedThreadPool(
            HISTORY_THREADS, Thread.ofPlatform().daemon().name("histories-", 0).factory()),
        new Background("background"));
  }

  /** Takes nothing more. */
  @Override
  public void close() {
    background.close();
    timer.shutdownNow();
    tasks.shutdown();
    disk.shutdown();
  }
}
