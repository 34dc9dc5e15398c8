package dev.consolegw.gateway.front;

import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.session.SessionEnd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A channel whose session is over but for its last sentence, which the client has no room for. The
 * exit status goes ahead, for it needs none; then the sentence has {@link #PATIENCE}. The console
 * knows nothing of it any more.
 *
 * <p>Any thread.
 */
final class FinalNotice implements ChannelHandler {
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ClientChannel channel;
  private final ChannelSink sink;
  private final SessionEnd why;
  private final AtomicInteger signals = new AtomicInteger();
  private final CompletableFuture<Void> said = new CompletableFuture<>();

  FinalNotice(ClientChannel channel, ChannelSink sink, SessionEnd why) {
    this.channel = channel;
    this.sink = sink;
    this.why = why;
  }

  void begin() {
    int status = sink.status(why);
    channel.say(status);
    var _ =
        said.completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .thenRun(() -> channel.end(status));
    channel.begin(this);
  }

  @Override
  public void room() {
    if (signals.getAndIncrement() > 0) {
      return;
    }
    int seen;
    do {
      seen = signals.get();
      sayOn();
    } while (!signals.compareAndSet(seen, 0));
  }

  private void sayOn() {
    try {
      if (!said.isDone() && sink.sayLast(why)) {
        said.complete(null);
      }
    } catch (IOException clientGone) {
      said.complete(null);
    }
  }

  @Override
  public void gone() {
    said.complete(null);
  }

  @Override
  public void data(ByteBuffer bytes) {
    channel.taken(bytes.remaining());
  }

  @Override
  public void endOfInput() {}

  @Override
  public void resized(ConsoleInput.WindowChange size) {}

  @Override
  public void broke(Duration length) {}
}
