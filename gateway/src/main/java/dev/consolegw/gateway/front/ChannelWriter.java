package dev.consolegw.gateway.front;

import dev.consolegw.gateway.console.ViewerSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The way out of one channel. Never blocks and keeps no queue of its own: who writes asks for
 * {@link #room} first, and {@link ChannelHandler#room} follows where there was none. Any thread.
 */
public interface ChannelWriter {

  /** How many bytes may be written in one piece now. */
  int room();

  /**
   * Writes guest bytes; see {@link ViewerSink#write}. Writes none when the room is gone meanwhile.
   *
   * @param size how many at most
   * @return what the source said; empty when it was not asked
   * @throws IOException when the client is gone
   */
  <R> Optional<R> write(int size, ViewerSink.Source<R> source) throws IOException;

  /**
   * Writes beside the output (stderr), as a whole or not at all.
   *
   * @return false when there is no room
   * @throws IOException when the client is gone
   */
  boolean writeBeside(ByteBuffer text) throws IOException;
}
