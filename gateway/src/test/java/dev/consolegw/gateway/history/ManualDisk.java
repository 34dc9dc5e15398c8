package dev.consolegw.gateway.history;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A history whose disk answers when the test says so: its threads are those given here. */
public final class ManualDisk implements HistoryReader {
  private final HistoryReader history;
  private final Executor threads;

  public ManualDisk(HistoryReader history, Executor threads) {
    this.history = history;
    this.threads = threads;
  }

  @Override
  public Executor diskThreads() {
    return threads;
  }

  @Override
  public ReadResult read(long from, ByteBuffer into, Access access) {
    return history.read(from, into, access);
  }

  @Override
  public long start() {
    return history.start();
  }

  @Override
  public long end() {
    return history.end();
  }

  @Override
  public List<OffsetRange> kept() {
    return history.kept();
  }

  @Override
  public long offsetAt(Instant time) {
    return history.offsetAt(time);
  }

  @Override
  public Optional<TimedRange> spanOf(long offset) {
    return history.spanOf(offset);
  }

  @Override
  public Optional<Outage> nextOutage(long from) {
    return history.nextOutage(from);
  }

  @Override
  public List<Outage> lastOutages(long from, long to, int atMost) {
    return history.lastOutages(from, to, atMost);
  }

  @Override
  public Pin pin(long from) {
    return history.pin(from);
  }

  @Override
  public long unwritten() {
    return history.unwritten();
  }

  @Override
  public CompletableFuture<Void> written(long offset) {
    return history.written(offset);
  }
}
