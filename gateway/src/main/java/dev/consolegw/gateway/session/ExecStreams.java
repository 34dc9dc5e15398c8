package dev.consolegw.gateway.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The streams of a command. Reading and writing block; both fail when the client is gone. */
public interface ExecStreams {

  /** How a command has ended (RFC 4254, 6.10). */
  sealed interface End {
    /**
     * By itself.
     *
     * @param status 0 to 255
     */
    record Status(int status) implements End {
      public Status(ExitCode code) {
        this(code.status());
      }
    }

    /**
     * By a signal that it got in its guest.
     *
     * @param name without SIG, as the guest calls it
     */
    record Signal(String name) implements End {}
  }

  boolean pty();

  OutputStream out();

  OutputStream err();

  InputStream in();

  /** Runs, with all that was asked for so, when the client leaves, or at once if it has. */
  void whenGone(Runnable what);

  /** Why nobody waits for the command any more, if that is so: a clause for a person. */
  default Optional<String> cutOff() {
    return Optional.empty();
  }

  /** The client's terminal; empty where it has none. */
  default Optional<ClientTerminal> terminal() {
    return Optional.empty();
  }

  /** Tells of what the client asks for beside its input, from now on. */
  default void whenAsked(Asked asked) {}

  /** What a client asks of what runs for it. Must not block; any thread. */
  interface Asked {
    /** Its terminal has this size. */
    void resized(int columns, int rows);

    /**
     * A signal (RFC 4254, 6.9).
     *
     * @param name without SIG
     */
    void signalled(String name);
  }

  /** A line on stdout. */
  default void say(String line) throws IOException {
    out().write(line(line));
  }

  /** A line on stderr. */
  default void tell(String line) throws IOException {
    err().write(line("console: " + line));
  }

  private byte[] line(String text) {
    var end = pty() ? "\r\n" : "\n";
    return (text.replace("\n", end) + end).getBytes(StandardCharsets.UTF_8);
  }
}
