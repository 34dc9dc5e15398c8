package dev.consolegw.gateway.client;

import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.line.Typing;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One dial, and what the far side says from then on. Fed on the backend's reader. */
final class Call implements OutputSink {
  private final Typing typing;
  private final Notices notices;
  private final Consumer<ByteBuffer> output;
  private final CompletableFuture<Reason> closed = new CompletableFuture<>();
  private final CompletableFuture<Boolean> shown = new CompletableFuture<>();

  Call(Typing typing, Notices notices, Consumer<ByteBuffer> output) {
    this.typing = typing;
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
        typing.hold();
        notices.say("input waits: " + why);
      }
      case ConsoleOutput.Released() -> typing.released();
      case ConsoleOutput.Closed(var why) -> {
        shown.complete(false);
        closed.complete(why);
      }
    }
  }

  private void show(ByteBuffer bytes) {
    output.accept(bytes);
    shown.complete(true);
    typing.shown();
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
