package dev.consolegw.gateway.console.viewer;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * The one task at a time that shows a viewer its output, however many signals there are: on a
 * virtual thread, for what is on disk on a disk thread, and for little on the thread that brings
 * it.
 *
 * <p>Any thread signals.
 */
final class PumpTask {
  /** Packets that are filled in a row, here and on a disk thread. */
  private static final int PACKETS = 16;

  /** Of what is shown where it comes: a packet for what a person sees come back, and a note. */
  private static final int BRIEF_STEPS = 3;

  private final Executor tasks;
  private final Executor disk;
  private final Pump pump;
  private final AtomicInteger signals = new AtomicInteger();
  private volatile boolean over;

  /** What a step has come to. */
  enum Step {
    /** There may be more to do. */
    ON,
    /** Nothing can be done before the next signal. */
    WAIT,
    /** The disk has to be asked first. */
    DISK
  }

  /** What it does, one call at a time. */
  interface Pump {
    /** One packet, one note, or the end. */
    Step step(boolean onDisk) throws IOException;

    /** The client is gone. */
    void clientGone();

    /** There is a bug; it goes no further. */
    void failed(RuntimeException bug);
  }

  PumpTask(Executor tasks, Executor disk, Pump pump) {
    this.tasks = tasks;
    this.disk = disk;
    this.pump = pump;
  }

  /** There may be something to do. */
  void signal() {
    if (signals.getAndIncrement() == 0) {
      tasks.execute(this::run);
    }
  }

  /** The same, done on this thread if it is little. */
  void signal(BooleanSupplier isLittle) {
    if (signals.getAndIncrement() > 0) {
      return;
    }
    int seen = signals.get();
    boolean done = isLittle.getAsBoolean() && guarded(() -> steps(BRIEF_STEPS, false)) == Step.WAIT;
    if (!done || !signals.compareAndSet(seen, 0)) {
      tasks.execute(this::run);
    }
  }

  /** No further step is made. */
  void end() {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  private void run() {
    int seen;
    do {
      seen = signals.get();
      if (!deliver()) {
        var _ = guarded(this::askDisk);
        return;
      }
    } while (!signals.compareAndSet(seen, 0));
  }

  private Step askDisk() {
    disk.execute(this::runOnDisk);
    return Step.DISK;
  }

  /** A few packets; other readers want the disk's threads, too. */
  private void runOnDisk() {
    var _ = guarded(() -> steps(PACKETS, true));
    tasks.execute(this::run);
  }

  /** Shows what can be shown now; false when the disk has to be asked first. */
  @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it but fairness
  private boolean deliver() {
    var last = guarded(() -> steps(PACKETS, false));
    while (!over && last == Step.ON) {
      Thread.yield(); // virtual threads do not interrupt each other, and a key may be waiting
      last = guarded(() -> steps(PACKETS, false));
    }
    return over || last != Step.DISK;
  }

  private Step steps(int atMost, boolean onDisk) throws IOException {
    var last = Step.ON;
    for (int i = 0; i < atMost && !over && last == Step.ON; i++) {
      last = pump.step(onDisk);
    }
    return last;
  }

  private interface Work {
    Step run() throws IOException;
  }

  private Step guarded(Work work) {
    try {
      return work.run();
    } catch (IOException gone) {
      over = true;
      pump.clientGone();
    } catch (RuntimeException bug) {
      over = true;
      pump.failed(bug);
    }
    return Step.WAIT;
  }
}
