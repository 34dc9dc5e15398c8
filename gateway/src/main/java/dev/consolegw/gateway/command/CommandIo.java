package dev.consolegw.gateway.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The streams of a command. Reading and writing block; both fail when the client is gone. */
public interface CommandIo {

  boolean pty();

  OutputStream out();

  OutputStream err();

  InputStream in();

  /** Runs, with all that was asked for so, when the client leaves, or at once if it has. */
  void whenGone(Runnable what);

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
