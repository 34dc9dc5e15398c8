package dev.consolegw.gateway.wire;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.backend.SendResult;
import dev.consolegw.gateway.net.Link;
import dev.consolegw.gateway.terminal.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A serial line on a link that carries bytes and nothing else: UNIX sockets, TCP, and the
 * websockets of QEMU and Nova. Called back on the link's thread.
 */
final class RawBackend implements Backend, Link.Listener {
  private static final Reason CLOSED_BY_US =
      Reason.of(Reason.Kind.LOCAL, "the gateway closed the connection");

  /**
   * How a wire differs from others.
   *
   * @param mayBeQueued see {@link Backend#mayBeQueued}
   * @param breaks sends a break around the wire, where that is configured
   */
  record Habits(boolean mayBeQueued, Optional<Qmp> breaks) {}

  private final Link link;
  private final OutputSink sink;
  private final Habits habits;
  private final ResetSequence reset;

  RawBackend(Link link, OutputSink sink, Habits habits, ScheduledExecutorService scheduler) {
    this.link = link;
    this.sink = sink;
    this.habits = habits;
    this.reset = new ResetSequence(link, scheduler);
  }

  @Override
  public SendResult send(ConsoleInput input) throws IOException {
    return switch (input) {
      case ConsoleInput.Keys(var bytes) -> keys(bytes);
      case ConsoleInput.Break(var length) -> sendBreak();
      case ConsoleInput.WindowChange _ -> SendResult.UNSUPPORTED;
      case ConsoleInput.Reset() -> {
        reset.start(() -> sink.accept(new ConsoleOutput.Released()));
        yield SendResult.HELD;
      }
    };
  }

  private SendResult keys(ByteBuffer bytes) throws IOException {
    if (reset.isRunning()) {
      throw new IllegalStateException("keys while a reset is being sent");
    }
    return !bytes.hasRemaining() || link.write(bytes) ? SendResult.DONE : SendResult.HELD;
  }

  private SendResult sendBreak() {
    if (habits.breaks().isEmpty()) {
      return SendResult.UNSUPPORTED;
    }
    habits
        .breaks()
        .get()
        .sendBreak(failure ->
            link.post(() -> sink.accept(new ConsoleOutput.Notice(Printable.of(failure)))));
    return SendResult.DONE;
  }

  @Override
  public void pause() {
    link.pause();
  }

  @Override
  public void resume() {
    link.resume();
  }

  @Override
  public boolean mayBeQueued() {
    return habits.mayBeQueued();
  }

  @Override
  public void close() {
    link.close(CLOSED_BY_US);
  }

  @Override
  public void received(ByteBuffer bytes) {
    sink.accept(new ConsoleOutput.Bytes(bytes));
  }

  @Override
  public void drained() {
    if (!reset.isRunning()) {
      sink.accept(new ConsoleOutput.Released());
    }
  }

  @Override
  public void ended(Reason why) {
    sink.accept(new ConsoleOutput.Closed(why));
  }
}
