package dev.consolegw.gateway.client;

import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.connection.InputQueue;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One dial, and what the far side says from then on. Fed on the backend's reader. */
final class Call implements OutputSink {
  private final InputQueue queue;
  private final Notices notices;
  private final Consumer<ByteBuffer> output;
  private final CompletableFuture<Reason> closed = new CompletableFuture<>();
  private final CompletableFuture<Boolean> shown = new CompletableFuture<>();

  Call(InputQueue queue, Notices notices, Consumer<ByteBuffer> output) {
    this.queue = queue;
    this.notices = notices;
    this.output = output;
  }

  @Override
  public void accept(ConsoleOutput what) {
    switch (what) {
      case ConsoleOutput.Bytes(var bytes) -> show(bytes);
      case ConsoleOutput.Backlog(var bytes) -> show(bytes);
      case ConsoleOutput.Notice(var text) -> notices.say(text.toString());
      case ConsoleOutput.Held(var why) -> {
        queue.hold();
        notices.say("input waits: " + why);
      }
      case ConsoleOutput.Released() -> queue.released();
      case ConsoleOutput.Closed(var why) -> {
        shown.complete(false);
        closed.complete(why);
      }
    }
  }

  private void show(ByteBuffer bytes) {
    output.accept(bytes);
    shown.complete(true);
    queue.shown();
  }

  boolean hasShown() {
    return shown.getNow(false);
  }

  /** Waits for a sign of life or the end, so long at most; whether it still lasts then. */
  boolean provesItself(Duration within) {
    return shown.copy().completeOnTimeout(true, within.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  /** Why it ended, once it has. */
  CompletableFuture<Reason> closed() {
    return closed;
  }
}
