package dev.consolegw.gateway.connection;

import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.terminal.Printable;

/**
 * Acts on what one connection says of itself: that it shows output, and whether it takes input,
 * goes to the queue of its input. The rest is for a listener. On the backend's reader's thread.
 */
public final class ConnectionOutput implements OutputSink {
  private final InputQueue queue;
  private final Listener listener;
  private volatile boolean shown;

  /** Whose connection it is. None of this may block. */
  public interface Listener {
    /** The guest has printed; the buffer is only valid during the call. */
    void printed(ConsoleOutput.Printed output);

    /** The far side has a remark. */
    void notice(String line);

    /** Input waits from now on. */
    void held(Printable why);

    /** It is over; nothing follows. */
    void closed(Reason why);
  }

  /**
   * @param queue what this connection takes its input from
   */
  public ConnectionOutput(InputQueue queue, Listener listener) {
    this.queue = queue;
    this.listener = listener;
  }

  @Override
  public void accept(ConsoleOutput output) {
    switch (output) {
      case ConsoleOutput.Printed printed -> {
        if (!shown) {
          shown = true; // before the queue is told: what it is told too early, it asks for
        }
        queue.shown(); // before anybody sees it, who may then type at once
        listener.printed(printed);
      }
      case ConsoleOutput.Notice(Printable text) -> listener.notice(text.toString());
      case ConsoleOutput.Held(Printable why) -> {
        queue.hold();
        listener.held(why);
      }
      case ConsoleOutput.Released() -> queue.released();
      case ConsoleOutput.Closed(Reason why) -> listener.closed(why);
    }
  }

  /** Whether it has shown output. Any thread. */
  public boolean hasShown() {
    return shown;
  }
}
