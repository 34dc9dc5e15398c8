package dev.consolegw.gateway.shell.guest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Something that runs in a guest. Its streams block, each for one virtual thread at a time: a write
 * while the process reads nothing, a read while it prints nothing. What is not read holds the
 * process back, and nobody else. All fail with a {@link GuestException} when the guest is lost.
 */
public interface GuestProcess extends AutoCloseable {

  /** How it ended. */
  sealed interface Outcome {
    /**
     * By itself.
     *
     * @param status 0 to 255
     */
    record Exited(int status) implements Outcome {}

    /**
     * By a signal.
     *
     * @param name without SIG, such as TERM
     */
    record Signalled(String name) implements Outcome {}
  }

  /** What it reads; closing is the end of its input. A process that reads no more takes all. */
  OutputStream stdin();

  /** What it prints; with a terminal, errors too. */
  InputStream stdout();

  /** Its errors; at its end from the start where it has a terminal. */
  InputStream stderr();

  /** Its terminal has this size; nothing happens without one. Does not block. */
  void resize(int columns, int rows);

  /**
   * Sends a signal to it and its children. Does not block.
   *
   * @param name without SIG, as in RFC 4254, 6.9
   */
  void signal(String name);

  /**
   * Waits for its end; both outputs may still hold something to read then.
   *
   * @throws GuestException when the guest is lost before
   * @throws IOException when interrupted
   */
  Outcome await() throws IOException;

  /** Hangs up: SIGHUP, a while later SIGKILL. Nothing when it has ended. Does not block. */
  @Override
  void close();
}
