package dev.consolegw.gateway.client;

import java.io.PrintStream;
import java.util.function.BooleanSupplier;

/** What we have to say ourselves, on stderr, a line each. Any thread. */
final class Notices {
  private final PrintStream err;
  private final BooleanSupplier raw;
  private boolean begun;

  /**
   * @param raw whether a terminal is in raw mode, where a line needs both characters at its end
   */
  Notices(PrintStream err, BooleanSupplier raw) {
    this.err = err;
    this.raw = raw;
  }

  /** Text from strangers must have passed {@code Printable}. */
  synchronized void say(String text) {
    boolean onTerminal = raw.getAsBoolean();
    var before = onTerminal && begun ? "\r\n" : ""; // the guest may have left half a line there
    err.print(before + "console: " + text + (onTerminal ? "\r\n" : "\n"));
    err.flush();
    begun = true;
  }

  /** Lines of help, without a name before them. */
  void explain(String lines) {
    err.print("\r\n" + lines.replace("\n", "\r\n"));
    err.flush();
  }
}
