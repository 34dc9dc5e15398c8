package dev.consolegw.gateway.history;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.history.merge.BacklogMerge;
import dev.consolegw.gateway.history.store.HistoryMetadata;
import dev.consolegw.gateway.history.store.RetentionRule;
import dev.consolegw.gateway.history.tail.DiskWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one console printed, for the one who appends; all others have its {@link #reader}. The
 * newest output is in memory, the rest on disk.
 *
 * <p>The appender and readers at the live end never wait for the disk. Any thread may call anything
 * that does not say otherwise.
 */
public final class History implements Closeable {
  /** A backlog comes in one go; when nothing came for so long it is over. */
  private static final Duration BACKLOG_PAUSE = Duration.ofMillis(200);

  private static final Logger log = LoggerFactory.getLogger(History.class);

  private final DiskWriter.Store store;
  private final HistoryServices shared;
  private final DiskWriter writer;
  private final HistoryReader reader;
  private volatile @Nullable BacklogMerge merge; // since the first backlog: few wires bring one
  private final Consumer<Boolean> whenClosed;
  private volatile RetentionRule rule;

  /**
   * @param whenClosed is told whether the disk knows that there was output, if there was any
   */
  History(
      DiskWriter.Store store,
      RetentionRule rule,
      HistoryServices shared,
      Consumer<Boolean> whenClosed) {
    this.store = store;
    this.rule = rule;
    this.shared = shared;
    this.whenClosed = whenClosed;
    this.writer = new DiskWriter(store, shared.tails());
    this.reader = new StoredOutput(store, shared, writer);
  }

  DiskWriter writer() {
    return writer;
  }

  /** The same for those who read. It sees what is appended at once. */
  public HistoryReader reader() {
    return reader;
  }

  /**
   * Adds output, which readers see at once and the disk has within 10 ms. Never waits for the disk:
   * when that does not follow, the oldest output that is not written is given up. One thread at a
   * time.
   *
   * @return the new {@link HistoryReader#end}
   * @throws IllegalStateException when closed
   */
  public long append(ByteBuffer bytes) {
    var repeated = merge;
    if (repeated != null) {
      repeated.over();
    }
    return add(bytes);
  }

  private long add(ByteBuffer bytes) {
    long now = shared.clock().millis();
    long end = store.tail().append(bytes, now);
    writer.dirty(now);
    return end;
  }

  /**
   * Adds output that the wire repeats to every new connection: only what is not stored yet. That is
   * known when it is all there, thus with the next {@link #append}, or when nothing came for a
   * moment; until then readers see nothing of it. If it has nothing in common with what is stored,
   * all of it is new, and an {@link Outage} before it. As for {@code append}, one thread at a time;
   * a backlog right after another, and output right after one, wait for the disk, a second at most.
   *
   * @param shown called when what is new can be read later than that, on any thread; must not wait
   * @return the {@link HistoryReader#end} of what can be read now
   */
  public long appendBacklog(ByteBuffer bytes, Runnable shown) {
    var repeated = merge();
    if (!repeated.collect(bytes)) {
      return add(bytes);
    }
    int soFar = repeated.collected();
    shared
        .timer()
        .in(
            BACKLOG_PAUSE,
            () -> {
              if (repeated.collected() == soFar) {
                var _ = backlogOver().thenRun(shown);
              }
            });
    return reader.end();
  }

  /** For the one who appends. */
  private BacklogMerge merge() {
    var known = merge;
    if (known == null) {
      known =
          new BacklogMerge(
              this::newest, this::addNew, reader.diskThreads(), shared.limits().comparison());
      merge = known;
    }
    return known;
  }

  private CompletableFuture<Void> endBacklog() {
    var repeated = merge;
    return repeated == null ? CompletableFuture.completedFuture(null) : repeated.end();
  }

  /** What is known of the backlog is all of it. Done when what is new of it is appended. */
  public CompletableFuture<Void> backlogOver() {
    var repeated = merge;
    return repeated == null ? CompletableFuture.completedFuture(null) : repeated.match();
  }

  private void addNew(ByteBuffer bytes, boolean continues) {
    if (continues) {
      store.tail().connectedAllAlong();
    } else {
      store.tail().down(shared.clock().millis());
    }
    if (bytes.hasRemaining()) {
      add(bytes);
    }
  }

  private byte[] newest(int atMost) {
    return reader.newest(reader.end(), atMost);
  }

  /** The connection ended: what is printed from now on may be missing. Any thread. */
  public void connectionLost() {
    long now = shared.clock().millis();
    var _ = endBacklog().thenRun(() -> store.tail().down(now));
  }

  /** There is a connection. If there was none for a while, an {@link Outage} will say so. */
  public void connectionBack() {
    store.tail().up(shared.clock().millis());
  }

  /**
   * Keeps so much from now on; what is due by it goes within ten seconds. Does not wait.
   *
   * @param time after which output goes, if that is not as for all
   */
  public void keep(ByteSize bytes, Optional<Duration> time) {
    var anew = shared.rule(bytes, time);
    if (!rule.equals(anew)) {
      rule = anew;
      store.segments().keep(anew);
      rewrite(about -> about.with(anew));
    }
  }

  /** Notes something else than when it was opened; on disk in a moment. */
  public void note(Map<String, String> notes) {
    rewrite(about -> about.with(notes));
  }

  private void rewrite(UnaryOperator<HistoryMetadata> change) {
    if (store.about().change(change)) {
      return;
    }
    reader
        .diskThreads()
        .execute(() -> {
          try {
            var about = HistoryMetadata.read(store.directory());
            if (about.isPresent()) {
              change.apply(about.get()).write(store.directory());
            }
          } catch (IOException failure) {
            log.warn(
                "event=note-unwritten console={} cause=\"{}\"", store.name(), failure.toString());
          }
        });
  }

  CompletableFuture<Void> startClose() {
    return endBacklog()
        .thenCompose(_ -> writer.close())
        .thenApplyAsync(told -> told, reader.diskThreads()) // behind what waits
        .thenAccept(whenClosed);
  }

  /**
   * Writes what is left and marks the end, so that numbering goes on here without a gap. Its
   * appender must have stopped. Waits for the disk, at most 10 s; not on a disk thread.
   */
  @Override
  public void close() throws IOException {
    Histories.await(startClose(), "the disk does not answer; the history ends without a mark");
  }
}
