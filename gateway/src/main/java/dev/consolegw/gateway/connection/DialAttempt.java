package dev.consolegw.gateway.connection;

import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.backend.Reason;
import org.jspecify.annotations.Nullable;

/**
 * One try to connect, and the output of what came of it. Output of a connection that the console
 * has turned away from goes nowhere.
 */
public final class DialAttempt implements OutputSink {
  private final Connection connection;
  private volatile boolean current = true;
  private volatile boolean shown;
  private volatile @Nullable Reason ended;
  private boolean announced; // guarded by the connection's lock

  DialAttempt(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void accept(ConsoleOutput output) {
    if (output instanceof ConsoleOutput.Closed(Reason why)) {
      ended = why;
    }
    if (current) {
      connection.output(this, output);
    }
  }

  /** Nothing that comes from now on counts. */
  void forget() {
    current = false;
  }

  /** Why the connection has ended, null while it lasts: it may be over before the dial returns. */
  @Nullable Reason ended() {
    return ended;
  }

  /** The connection has shown output. */
  void show() {
    if (!shown) {
      shown = true;
    }
  }

  boolean hasShown() {
    return shown;
  }

  /** Everybody has been told that it stands. */
  void announce() {
    announced = true;
  }

  boolean isAnnounced() {
    return announced;
  }
}
