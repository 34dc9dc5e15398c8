package dev.consolegw.gateway.wire.vspc;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a guest printed before anybody took its line: {@value #LIMIT} bytes and one piece more, and
 * less when many do so at once. Not thread-safe; the budget that they share is.
 */
final class EarlyOutput {
  /** Of one line, in bytes. */
  static final int LIMIT = 64 * 1024;

  /** Of all lines together. Past it, each keeps one piece. */
  static final long ALL = 64L << 20;

  private final AtomicLong budget;
  private ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);

  /**
   * @param budget how much all of them hold
   */
  EarlyOutput(AtomicLong budget) {
    this.budget = budget;
  }

  /** Keeps it; false when it should be the last for now. */
  boolean add(ByteBuffer more) {
    int count = more.remaining();
    var copy = new byte[count];
    more.get(copy);
    bytes.writeBytes(copy);
    return budget.addAndGet(count) <= ALL && bytes.size() < LIMIT;
  }

  /** Hands over all of it, and holds nothing any more. */
  ByteBuffer take() {
    var all = ByteBuffer.wrap(bytes.toByteArray());
    budget.addAndGet(-all.remaining());
    bytes = new ByteArrayOutputStream(0);
    return all;
  }
}
