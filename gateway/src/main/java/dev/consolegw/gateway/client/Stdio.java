package dev.consolegw.gateway.client;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Optional;

/**
 * The three streams of the process, without any buffer or charset of Java's in between.
 *
 * @param terminal what stdin is, unless it is a pipe or a file
 */
record Stdio(InputStream in, OutputStream out, PrintStream err, Optional<Terminal> terminal) {

  /** Our own. */
  static Stdio ofProcess() throws IOException {
    return new Stdio(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        System.err,
        Terminal.onStdin());
  }

  boolean isRaw() {
    return terminal.isPresent() && terminal.get().isRaw();
  }

  void restore() {
    terminal.ifPresent(Terminal::restore);
  }
}
