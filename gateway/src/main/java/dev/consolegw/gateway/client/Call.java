package dev.consolegw.gateway.client;

import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.connection.ConnectionOutput;
import dev.consolegw.gateway.connection.InputQueue;
import dev.consolegw.gateway.terminal.Printable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One dial, and what the far side says from then on. Fed on the backend's reader. */
final class Call implements OutputSink {
  private final Notices notices;
  private final Consumer<ByteBuffer> output;
  private final ConnectionOutput said;
  private final CompletableFuture<Reason> closed = new CompletableFuture<>();
  private final CompletableFuture<Boolean> alive = new CompletableFuture<>();

  Call(InputQueue queue, Notices notices, Consumer<ByteBuffer> output) {
    this.notices = notices;
    this.output = output;
    this.said = new ConnectionOutput(queue, new Heard());
  }

  @Override
  public void accept(ConsoleOutput what) {
    said.accept(what);
  }

  /** What the person hears of it. */
  private final class Heard implements ConnectionOutput.Listener {
    @Override
    public void printed(ConsoleOutput.Printed what) {
      switch (what) {
        case ConsoleOutput.Bytes(var bytes) -> output.accept(bytes);
        case ConsoleOutput.Backlog(var bytes) -> output.accept(bytes);
      }
      alive.complete(true);
    }

    @Override
    public void notice(String line) {
      notices.say(line);
    }

    @Override
    public void held(Printable why) {
      notices.say("input waits: " + why);
    }

    @Override
    public void closed(Reason why) {
      alive.complete(false);
      closed.complete(why);
    }
  }

  boolean hasShown() {
    return said.hasShown();
  }

  /** Waits for a sign of life or the end, so long at most; whether it still lasts then. */
  boolean provesItself(Duration within) {
    return alive.copy().completeOnTimeout(true, within.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  /** Why it ended, once it has. */
  CompletableFuture<Reason> closed() {
    return closed;
  }
}
