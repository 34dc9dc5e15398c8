package dev.consolegw.gateway.client;

import java.io.PrintStream;
import java.util.function.BooleanSupplier;

/** What we have to say ourselves, on stderr, a line each. Any thread. */
final class Notices {
  private final PrintStream err;
  private final BooleanSupplier raw;

  /**
   * @param raw whether a terminal is in raw mode, where a line needs both characters at its end
   */
  Notices(PrintStream err, BooleanSupplier raw) {
    this.err = err;
    this.raw = raw;
  }

  /** Text from strangers must have passed {@code Printable}. */
  void say(String text) {
    err.print(raw.getAsBoolean() ? "\r\nconsole: " + text + "\r\n" : "console: " + text + "\n");
    err.flush();
  }

  /** Lines of help, without a name before them. */
  void explain(String lines) {
    err.print("\r\n" + lines.replace("\n", "\r\n"));
    err.flush();
  }
}
