package dev.consolegw.gateway.command.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A step on the way from the history to the client. One thread. */
interface LineStage {

  /**
   * Takes the next output.
   *
   * @param at the offset of its first byte
   * @throws IOException when the client is gone
   */
  void take(long at, ByteBuffer bytes) throws IOException;

  /** No more has come for now; what is held back and may pass can go. */
  default void pause() throws IOException {}

  /** What follows does not belong to what was before: a gap. */
  void cut() throws IOException;

  /** Nothing follows. */
  default void end() throws IOException {
    cut();
  }
}
