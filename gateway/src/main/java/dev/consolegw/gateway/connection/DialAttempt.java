package dev.consolegw.gateway.connection;

import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.terminal.Printable;
import org.jspecify.annotations.Nullable;

/**
 * One try to connect, and the output of what came of it. Output of a connection that the console
 * has turned away from goes nowhere.
 */
final class DialAttempt implements OutputSink {
  private final Connection connection;
  private final ConnectionOutput output;
  private volatile boolean current = true;
  private volatile @Nullable Reason ended;
  private boolean announced; // guarded by the connection's lock

  DialAttempt(Connection connection) {
    this.connection = connection;
    this.output = new ConnectionOutput(connection.queue(), new Said());
  }

  /** What the console hears of it. */
  private final class Said implements ConnectionOutput.Listener {
    @Override
    public void printed(ConsoleOutput.Printed what) {
      connection.printed(what);
    }

    @Override
    public void notice(String line) {
      connection.owner().notice(line);
    }

    @Override
    public void held(Printable why) {
      connection.owner().notice("input is held back: " + why);
    }

    @Override
    public void closed(Reason why) {
      connection.lost(DialAttempt.this, why);
    }
  }

  @Override
  public void accept(ConsoleOutput what) {
    if (what instanceof ConsoleOutput.Closed(Reason why)) {
      ended = why;
    }
    if (current) {
      output.accept(what);
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

  /** Whether the connection has shown output. */
  boolean hasShown() {
    return output.hasShown();
  }

  /** Everybody has been told that it stands. */
  void announce() {
    announced = true;
  }

  boolean isAnnounced() {
    return announced;
  }
}
