package dev.consolegw.gateway.wire;

import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.testing.TypedBytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A sink for tests, which also checks what every backend owes its sink. */
final class ReceivedOutput implements OutputSink {
  final TypedBytes screen = new TypedBytes();
  final AtomicLong bytes = new AtomicLong();
  final AtomicLong past = new AtomicLong(); // of these
  final Semaphore releases = new Semaphore(0);
  final Semaphore holds = new Semaphore(0);
  final List<String> notices = new CopyOnWriteArrayList<>();
  final Semaphore noticed = new Semaphore(0);
  final CompletableFuture<Reason> closed = new CompletableFuture<>();
  final AtomicInteger closings = new AtomicInteger();
  final List<String> faults = new CopyOnWriteArrayList<>();
  private final AtomicBoolean busy = new AtomicBoolean();
  private final MessageDigest sha256 = newSha256();
  private final boolean keeps;

  ReceivedOutput() {
    this(true);
  }

  /**
   * @param keeps whether the bytes are kept, or only counted and hashed
   */
  ReceivedOutput(boolean keeps) {
    this.keeps = keeps;
  }

  @Override
  public void accept(ConsoleOutput output) {
    if (!busy.compareAndSet(false, true)) {
      faults.add("two threads at once: " + output);
    }
    if (closings.get() > 0) {
      faults.add("after Closed: " + output);
    }
    switch (output) {
      case ConsoleOutput.Bytes(var more) -> keep(more);
      case ConsoleOutput.Backlog(var more) -> {
        past.addAndGet(more.remaining());
        keep(more);
      }
      case ConsoleOutput.Notice(var text) -> {
        notices.add(text.toString());
        noticed.release();
      }
      case ConsoleOutput.Held _ -> holds.release();
      case ConsoleOutput.Released() -> releases.release();
      case ConsoleOutput.Closed(var why) -> {
        closings.incrementAndGet();
        closed.complete(why);
      }
    }
    busy.set(false);
  }

  private void keep(ByteBuffer more) {
    bytes.addAndGet(more.remaining());
    sha256.update(more.duplicate());
    if (keeps) {
      var copy = new byte[more.remaining()];
      more.get(copy);
      screen.add(copy, 0, copy.length);
    }
  }

  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Of all that came, once the line has ended. */
  byte[] hash() {
    awaitClosed();
    return sha256.digest();
  }

  Reason awaitClosed() {
    try {
      return closed.get(TypedBytes.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("no Closed", e);
    }
  }

  void awaitReleased() {
    await(releases, "Released");
  }

  void awaitHeld() {
    await(holds, "Held");
  }

  String awaitNotice() {
    await(noticed, "Notice");
    return notices.getLast();
  }

  private static void await(Semaphore events, String what) {
    try {
      if (!events.tryAcquire(TypedBytes.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("no " + what);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
