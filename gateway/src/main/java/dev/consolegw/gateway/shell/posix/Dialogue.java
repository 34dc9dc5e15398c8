package dev.consolegw.gateway.shell.posix;

import dev.consolegw.gateway.shell.guest.GuestException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is said to and fro about one command. Its lock guards what its input, its outputs and its
 * end have come to; nothing is called with it but what reads and changes that.
 */
final class Dialogue {
  private final PosixLimits limits;
  private final GuestTools tools;
  private final Consumer<String> speaker;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable GuestException failure;

  /**
   * A dialogue.
   *
   * @param speaker sends a line to the guest; does not block
   */
  Dialogue(PosixLimits limits, GuestTools tools, Consumer<String> speaker) {
    this.limits = limits;
    this.tools = tools;
    this.speaker = speaker;
  }

  PosixLimits limits() {
    return limits;
  }

  GuestTools tools() {
    return tools;
  }

  /** Sends words to the guest. Does not block. */
  void say(String words) {
    speaker.accept(words);
  }

  /** Changes what somebody may wait for. */
  void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Reads what others may change. */
  boolean is(BooleanSupplier question) {
    lock.lock();
    try {
      return question.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing comes of it any more. The first reason counts. */
  void fail(GuestException why) {
    change(() -> {
      if (failure == null) {
        failure = why;
      }
    });
  }

  boolean failed() {
    return is(() -> failure != null);
  }

  /**
   * Waits, for a virtual thread.
   *
   * @return whether it has come to that in time
   * @throws GuestException when it has failed before
   * @throws InterruptedIOException when interrupted
   */
  boolean await(BooleanSupplier condition, Duration atMost) throws IOException {
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (!condition.getAsBoolean()) {
        if (failure != null) {
          throw new GuestException(failure.kind(), failure.getMessage());
        }
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      lock.unlock();
    }
  }

  /** Waits as long as it takes. */
  void await(BooleanSupplier condition) throws IOException {
    while (!await(condition, Duration.ofNanos(TimeUnit.HOURS.toNanos(1)))) {
      // once more
    }
  }

  /** Says something until it has come to what it asks for. */
  void insist(String words, BooleanSupplier done) throws IOException {
    for (int i = 0; i < limits.tries(); i++) {
      say(words);
      if (await(done, limits.patience())) {
        return;
      }
    }
    throw garbled();
  }

  /** What is said where trying again has not helped. */
  static GuestException garbled() {
    return new GuestException(
        GuestException.Kind.UNREACHABLE,
        "what goes to or comes from the guest does not arrive whole: its line loses bytes, or its"
            + " disk is full");
  }
}
