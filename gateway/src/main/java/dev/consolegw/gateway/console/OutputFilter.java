package dev.consolegw.gateway.console;

import java.nio.ByteBuffer;

/**
 * Takes out of what a guest prints what is not meant for people. What is left goes into the history
 * and to everybody who looks; the rest was never there for them.
 *
 * <p>One call at a time, with a lock of the console: it must not block, and tell nobody anything
 * that calls back.
 */
public interface OutputFilter {

  /**
   * The guest has printed this.
   *
   * @param printed all of it is read before this returns
   * @return what of it, and of what was held back before, people see; the caller's until the next
   *     call
   */
  ByteBuffer filter(ByteBuffer printed);

  /** What was held back, which is output after all; nothing is held back any more. */
  ByteBuffer release();

  /** A filter in its place, until this is closed. Any thread. */
  interface Placed extends Subscription {

    /** What the filter holds back is output. */
    void release();
  }
}
