package dev.consolegw.gateway.sftp.files;

import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.OffsetRange;
import dev.consolegw.gateway.history.ReadResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** {@code console.log}: all that is kept of a console's output, gaps left out. */
public record HistoryDocument(Console console) implements Document {
  /** How long a read waits for the disk. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "console.log";
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(size(console.history().kept()));
  }

  private static long size(List<OffsetRange> kept) {
    return kept.stream().mapToLong(OffsetRange::length).sum();
  }

  @Override
  public Instant modified() {
    return console.status().lastOutput();
  }

  @Override
  public Content open() {
    var history = console.history();
    var kept = history.kept();
    return new Pinned(history, kept, size(kept));
  }

  /** Positions of the file are places in these stretches, one after the other. */
  private record Pinned(HistoryReader history, List<OffsetRange> kept, long size)
      implements Content {

    @Override
    public void read(long position, ByteBuffer into) throws IOException {
      into.limit((int) Math.min(into.limit(), into.position() + size - position));
      try {
        var done = CompletableFuture.supplyAsync(() -> fill(position, into), disk());
        if (!done.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join()) {
          throw new IOException("this part of the output is no longer kept; fetch it anew");
        }
      } catch (RejectedExecutionException | CompletionException stalled) {
        Uncaught.pass(stalled);
        throw new IOException("the disk of the gateway does not answer; try again", stalled);
      }
    }

    private java.util.concurrent.Executor disk() {
      return history.diskThreads();
    }

    /** On a disk thread; false when retention was faster. */
    private boolean fill(long position, ByteBuffer into) {
      long before = 0;
      for (var stretch : kept) {
        long in = position + into.position() - before;
        if (in < stretch.length() && !fill(stretch.from() + in, stretch.to(), into)) {
          return false;
        }
        before += stretch.length();
      }
      return true;
    }

    private boolean fill(long from, long to, ByteBuffer into) {
      int limit = into.limit();
      long at = from;
      try {
        into.limit((int) Math.min(limit, into.position() + to - from));
        while (into.hasRemaining()) {
          if (!(history.read(at, into, HistoryReader.Access.DISK)
              instanceof ReadResult.Bytes(int count))) {
            return false;
          }
          at += count;
        }
        return true;
      } finally {
        into.limit(limit);
      }
    }

    @Override
    public void close() {}
  }
}
