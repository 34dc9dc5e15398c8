package dev.consolegw.gateway.console;

import dev.consolegw.gateway.session.SessionEnd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * The far end of a viewer; the ssh front implements it. What writes is called by one thread at a
 * time, the viewer's pump. Nothing here may block.
 */
public interface ViewerSink {

  /**
   * Fills a packet of output.
   *
   * @param <R> what came of it, for whoever asked for the write
   */
  @FunctionalInterface
  interface Source<R> {
    /** Puts bytes into the packet, or none when there are none after all. */
    R fill(ByteBuffer packet);
  }

  /** The console is connected, and output may follow. Any thread. */
  default void begun() {}

  /** The connection is gone; the session stays, and waits for the next one. Any thread. */
  default void disconnected() {}

  /** There is a connection again, and what is typed from now on is sent. Any thread. */
  default void connectedAgain() {}

  /**
   * How many bytes of output may be written now; 0 means that {@link Viewer#signal} will follow.
   */
  int room();

  /**
   * Writes guest bytes in one packet.
   *
   * @param size how many at most, not more than {@link #room()}
   * @return what the source said; empty when the room was gone, and it was not asked
   * @throws IOException when the client is gone
   */
  <R> Optional<R> write(int size, Source<R> source) throws IOException;

  /**
   * Says which byte of the console's history is written next: before the first one, and whenever
   * bytes were left out, are shown again or are not as they came. From there on they can be
   * counted.
   *
   * @param live where what is new begins; what is before it is a replay
   * @throws IOException when the client is gone
   */
  default void place(long offset, long live) throws IOException {}

  /**
   * Whether a replay from an offset on is shown as it was printed, byte by byte, though a person
   * may be there.
   */
  default boolean countsBytes() {
    return false;
  }

  /**
   * Writes one line beside the output (stderr).
   *
   * @return false when there is no room now; {@link Viewer#signal} will follow
   * @throws IOException when the client is gone
   */
  boolean notice(String line) throws IOException;

  /**
   * From now on notices go where the output goes, between its bytes: beside it they might be shown
   * later than what follows them, and spoil the screen that is drawn there. Nothing where both come
   * in one order anyway. The pump's thread.
   */
  default void oneStream() {}

  /**
   * Switches off at the terminal what the output has switched on there: mouse, colours, another
   * screen. Nothing where there is no terminal.
   *
   * @param harmless also whatever else can be switched off without harm
   * @return as {@link #notice}; then it is called again
   */
  default boolean restoreTerminal(boolean harmless) throws IOException {
    return true;
  }

  /**
   * Ends the session: its last sentence, if there is one, and the exit status. The last call; a
   * client without room for the sentence keeps nobody waiting.
   */
  void end(SessionEnd why);

  /**
   * What is typed when the viewer's end has come, though it writes no more: what puts the line back
   * for whoever comes next. Called once.
   */
  default byte[] lastInput() {
    return new byte[0];
  }

  /**
   * Whether a write takes no longer than a packet takes to be encrypted and handed to the system,
   * so that whoever brings output may do it too.
   */
  default boolean writesAtOnce() {
    return false;
  }

  /** Whether what is written here counts as seen by the person. */
  default boolean isRead() {
    return true;
  }

  /** Typed bytes were sent or thrown away: the client may send as many again. Any thread. */
  void taken(int bytes);

  /** For how long the client has answered nothing, keepalives included. Any thread. */
  Duration silentFor();
}
