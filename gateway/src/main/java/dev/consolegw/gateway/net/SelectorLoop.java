package dev.consolegw.gateway.net;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all plain sockets with one thread, such as {@code console-reader}, and one buffer: an idle
 * console costs neither. Other threads never touch the selector or its keys; they leave tasks in a
 * queue and wake it up.
 */
final class SelectorLoop implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(SelectorLoop.class);
  private static final int READ_BUFFER = 64 * 1024;

  private final Selector selector;
  private final ScheduledExecutorService scheduler;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BUFFER);
  private final Thread thread;
  private volatile boolean stopping;

  /**
   * Starts the thread.
   *
   * @param name the thread's
   * @param scheduler cuts off far sides that do not take the last bytes of a closed link
   */
  SelectorLoop(String name, ScheduledExecutorService scheduler) throws IOException {
    this.selector = Selector.open();
    this.scheduler = scheduler;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    thread.start();
  }

  /** Makes a link of a connected channel, which belongs to the link from now on. */
  Link link(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    return new SelectorLink(this, channel);
  }

  /** Ends all links and the thread, and waits for it. */
  @Override
  public void close() {
    stopping = true;
    selector.wakeup();
    boolean interrupted = false;
    while (thread.isAlive() && !thread.equals(Thread.currentThread())) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  Selector selector() {
    return selector;
  }

  ScheduledExecutorService scheduler() {
    return scheduler;
  }

  /** Runs a task on the loop's thread, before any further read. */
  void execute(Runnable task) {
    tasks.add(task);
    if (!thread.equals(Thread.currentThread())) {
      selector.wakeup();
    }
  }

  private void run() {
    try (selector) {
      while (!stopping) {
        turn();
      }
      runTasks();
      for (var key : new ArrayList<>(selector.keys())) {
        ((SelectorLink) key.attachment()).terminate(EndReasons.STOPPING);
      }
      runTasks();
    } catch (IOException e) {
      log.error("event=console-reader-failed", e);
    }
  }

  private void turn() throws IOException {
    if (tasks.isEmpty()) {
      selector.select();
    } else {
      selector.selectNow();
    }
    runTasks();
    var selected = selector.selectedKeys();
    for (var key : selected) {
      var link = (SelectorLink) key.attachment();
      guarded(link, () -> link.ready(buffer.clear()));
    }
    selected.clear();
  }

  private void runTasks() {
    // Tasks that these add run in the next turn, so that a chatty link cannot keep others waiting.
    for (int left = tasks.size(); left > 0; left--) {
      var task = tasks.poll();
      if (task != null) {
        task.run();
      }
    }
  }

  /** A fault in one console's code ends that console and no other. */
  static void guarded(SelectorLink link, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      log.error("event=console-reader-fault", e);
      link.terminate(EndReasons.INTERNAL);
    }
  }
}
