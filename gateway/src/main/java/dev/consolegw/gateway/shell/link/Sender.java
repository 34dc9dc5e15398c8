package dev.consolegw.gateway.shell.link;

import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.SerialLine;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Sends what a link has ready, on a thread that the line may hold. A lock guards what waits. */
final class Sender {
  private final SerialLine line;
  private final Runnable sent;
  private final Consumer<GuestException> broken;
  private final ReentrantLock lock = new ReentrantLock();
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private final AtomicLong bytes = new AtomicLong();
  private final Rounds rounds;

  /**
   * @param sent told when all has gone; must not block
   * @param broken told when the line fails; must not block
   */
  Sender(SerialLine line, Executor tasks, Runnable sent, Consumer<GuestException> broken) {
    this.line = line;
    this.sent = sent;
    this.broken = broken;
    this.rounds = new Rounds(tasks, this::round);
  }

  void add(byte[] more) {
    lock.lock();
    try {
      waiting.writeBytes(more);
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  void clear() {
    lock.lock();
    try {
      waiting.reset();
    } finally {
      lock.unlock();
    }
  }

  /** Sends what waits. */
  void signal() {
    rounds.signal();
  }

  /** How many bytes have gone. */
  long sent() {
    return bytes.get();
  }

  private void round() {
    byte[] now;
    lock.lock();
    try {
      now = waiting.toByteArray();
      waiting.reset();
    } finally {
      lock.unlock();
    }
    if (now.length == 0) {
      return;
    }
    try {
      line.send(now);
      bytes.addAndGet(now.length);
    } catch (GuestException failure) {
      broken.accept(failure);
    }
    sent.run();
  }
}
