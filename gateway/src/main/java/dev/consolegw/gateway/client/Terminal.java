package dev.consolegw.gateway.client;

import dev.consolegw.gateway.backend.ConsoleInput.WindowChange;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * The terminal on stdin, through {@code stty}: raw while a console is on it, and as it was before
 * afterwards. Any thread; each call starts a program and takes some milliseconds.
 */
final class Terminal {
  /** How long {@code stty} may take, in milliseconds: it must not keep a dying process. */
  private static final int PATIENCE = 2000;

  private static final Pattern SAVED = Pattern.compile("[A-Za-z0-9:=]{1,2000}");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5}) (\\d{1,5})");

  /** Writing a terminal's modes from the background would stop us for good. */
  private static final String EVEN_IN_BACKGROUND = "trap '' TTOU; ";

  private final String saved;
  private volatile Optional<WindowChange> newest = Optional.empty();
  private final AtomicBoolean raw = new AtomicBoolean();

  private Terminal(String saved) {
    this.saved = saved;
  }

  /** The terminal on stdin, if one is there. */
  static Optional<Terminal> onStdin() throws IOException {
    return stty("stty -g").filter(text -> SAVED.matcher(text).matches()).map(Terminal::new);
  }

  /** From now on every key is a byte for us, and every byte is shown as it is. */
  void makeRaw() throws IOException {
    raw.set(true); // before, so that being killed in between restores it too
    if (stty("stty raw -echo -iexten cs8").isEmpty()) {
      throw new IOException("the terminal cannot be made raw: stty failed");
    }
  }

  boolean isRaw() {
    return raw.get();
  }

  /** Makes it as it was. Never fails: at the end nobody could do anything about it. */
  void restore() {
    if (raw.getAndSet(false)) {
      try {
        var _ = stty(EVEN_IN_BACKGROUND + "stty " + saved);
      } catch (IOException e) {
        // The terminal is gone, or the system is out of processes.
      }
    }
  }

  /** Whether stdout is a terminal, too. */
  boolean isShown() {
    try {
      var test = new ProcessBuilder("/bin/sh", "-c", "test -t 1").inheritIO().start();
      return test.waitFor(PATIENCE, TimeUnit.MILLISECONDS) && test.exitValue() == 0;
    } catch (IOException none) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Its size now, of what it does not know the last; empty when it never knew any. */
  Optional<WindowChange> size() throws IOException {
    var said = stty("stty size").map(SIZE::matcher).filter(size -> size.matches());
    if (said.isPresent()) {
      int rows = Integer.parseInt(said.get().group(1));
      int columns = Integer.parseInt(said.get().group(2));
      newest = WindowChange.after(newest, columns, rows, 0, 0);
    }
    return newest;
  }

  /** What the words print, or nothing when they fail, as on a stdin that is no terminal. */
  private static Optional<String> stty(String words) throws IOException {
    var process =
        new ProcessBuilder("/bin/sh", "-c", words)
            .redirectInput(Redirect.INHERIT)
            .redirectError(Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(PATIENCE, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return process.exitValue() == 0 ? Optional.of(text.strip()) : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
