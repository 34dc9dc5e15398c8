package dev.consolegw.gateway.front;

import dev.consolegw.gateway.console.ViewerSink;
import dev.consolegw.gateway.session.SessionEnd;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The far end of a viewer whose console was picked from a list: its end is not the channel's. */
final class PickedConsoleSink implements ViewerSink {
  private final ChannelSink channel;
  private final CompletableFuture<String> over = new CompletableFuture<>();

  PickedConsoleSink(ChannelSink channel) {
    this.channel = channel;
  }

  /** Waits until the session has ended; why it did, or empty. */
  String awaitEnd() {
    return over.join();
  }

  /** The channel is closed: nobody will say more. Any thread. */
  void cutOff() {
    over.complete("");
  }

  @Override
  public int room() {
    return channel.room();
  }

  @Override
  public boolean writesAtOnce() {
    return channel.writesAtOnce();
  }

  @Override
  public <R> Optional<R> write(int size, Source<R> source) throws IOException {
    return channel.write(size, source);
  }

  @Override
  public boolean notice(String line) throws IOException {
    return channel.notice(line);
  }

  @Override
  public void oneStream() {
    channel.oneStream();
  }

  @Override
  public boolean restoreTerminal(boolean harmless) throws IOException {
    return channel.restoreTerminal(harmless);
  }

  @Override
  public void end(SessionEnd why) {
    over.complete(why.text());
  }

  @Override
  public void taken(int bytes) {
    channel.taken(bytes);
  }

  @Override
  public Duration silentFor() {
    return channel.silentFor();
  }
}
