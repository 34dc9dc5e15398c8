package dev.consolegw.gateway.ops.audit.sink;

import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.terminal.Printable;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one sink: whoever has a line puts it into a bounded queue and goes on, and one thread
 * writes what is there, in this order. What cannot be written stays and is tried again each second;
 * what finds the queue full is counted, and the first line behind the gap says how many are
 * missing, as {@code lost}. So is what finds enough of the same people there: nobody fills the
 * queue for others. Trouble is told once when it begins, and once when it is over.
 *
 * <p>Any thread; only the sink's own one waits. The lock is held over memory only.
 */
public final class AuditOutlet implements Closeable {
  /** Bytes that wait at most, what each line costs beyond its text included. */
  static final int MOST = 4 << 20;

  /** Of these, what is of the same people; what the gateway itself does may take all of them. */
  static final int OF_ONE = MOST / 8;

  /** What a line in the queue costs beyond its text, in bytes. */
  static final int LINE = 128;

  /** After a write has taken so long, nobody takes what is written. */
  static final Duration STALLED = Duration.ofSeconds(2);

  /** How long the end of a sink that has nothing left to write may take. */
  static final Duration CLOSING = Duration.ofSeconds(2);

  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Logger log = LoggerFactory.getLogger(AuditOutlet.class);

  private final String name;
  private final AuditSink sink;
  private final InstantSource ages;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition pause = lock.newCondition(); // nobody signals it
  private final Deque<AuditSink.Entry> queue = new ArrayDeque<>();
  private final Map<String, Integer> waiting = new HashMap<>(); // bytes, by whose they are
  private final Set<String> crowding = new HashSet<>(); // whose lines were left out; some wait
  private int queued;
  private long lost;
  private long told;
  private boolean dropping;
  private boolean failing;
  private boolean reopens;
  private boolean ending;
  private boolean ended;
  private long writingSince = Long.MAX_VALUE;
  private @Nullable Thread thread;

  /**
   * Writes nothing before {@link #start}.
   *
   * @param name what the log calls it
   * @param sink ours alone from now on
   * @param ages no clock that is set
   */
  public AuditOutlet(String name, AuditSink sink, InstantSource ages) {
    this.name = name;
    this.sink = sink;
    this.ages = ages;
  }

  /** Begins to write. */
  public void start() {
    var writer = Thread.ofPlatform().daemon().name("audit-" + name).unstarted(this::writeAll);
    thread = writer;
    writer.start();
  }

  /** Takes a line, or counts it. */
  public void offer(AuditSink.Entry entry) {
    lock.lock();
    try {
      if (!entry.whose().isEmpty() && waiting(entry) + cost(entry) > OF_ONE) {
        if (waiting(entry) >= OF_ONE / 2) {
          crowding.add(entry.whose());
        }
        lost++;
        return;
      }
      if (dropping || queued + cost(entry) > MOST) {
        dropping = true;
        lost++;
        return;
      }
      add(entry);
    } finally {
      lock.unlock();
    }
  }

  private void add(AuditSink.Entry entry) {
    var line = lost == 0 ? entry : behindGap(entry);
    told += lost;
    lost = 0;
    queue.add(line);
    queued += cost(line);
    waiting.put(line.whose(), waiting(line) + cost(line));
    changed.signalAll();
  }

  /** Bytes in the queue of whose line this is. */
  private int waiting(AuditSink.Entry line) {
    return waiting.getOrDefault(line.whose(), 0);
  }

  private void remove() {
    var line = queue.remove();
    queued -= cost(line);
    int left = waiting(line) - cost(line);
    if (left < OF_ONE / 2) {
      crowding.remove(line.whose());
    }
    if (left > 0) {
      waiting.put(line.whose(), left);
    } else {
      waiting.remove(line.whose());
    }
  }

  /** The same line, which says how many are missing before it. */
  private AuditSink.Entry behindGap(AuditSink.Entry entry) {
    var json = entry.json();
    var told = json.substring(0, json.length() - 1) + ",\"lost\":" + lost + '}';
    return new AuditSink.Entry(entry.time(), entry.word(), entry.warns(), told, entry.whose());
  }

  private static int cost(AuditSink.Entry entry) {
    return entry.json().length() + entry.whose().length() + LINE;
  }

  /** A line could not even be made. */
  public void lose() {
    lock.lock();
    try {
      lost++;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether what is offered arrives: the queue is not full, the last write succeeded, and none has
   * been under way for {@link #STALLED}. Who has filled their own part of the queue stops nobody.
   */
  public boolean isWritable() {
    lock.lock();
    try {
      boolean stalled =
          writingSince != Long.MAX_VALUE && ages.millis() - writingSince >= STALLED.toMillis();
      return !dropping && !failing && !stalled;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The same of what these people do: not either while theirs are left out, until half of what they
   * may have here is written.
   *
   * @param whose as in their lines
   */
  public boolean isWritable(String whose) {
    lock.lock();
    try {
      return isWritable() && !crowding.contains(whose);
    } finally {
      lock.unlock();
    }
  }

  /** Lines that are missing, since the start. */
  public long lost() {
    lock.lock();
    try {
      return told + lost;
    } finally {
      lock.unlock();
    }
  }

  /** Before the next line it goes on elsewhere, where that is another place now. */
  public void reopen() {
    lock.lock();
    try {
      reopens = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void writeAll() {
    try {
      for (var work = next(); !work.ends(); work = next()) {
        done(work, does(work));
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  private void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * What is to be done next.
   *
   * @param line stays in the queue until it is written
   */
  private record Work(boolean reopens, AuditSink.@Nullable Entry line) {
    boolean ends() {
      return !reopens && line == null;
    }
  }

  private Work next() throws InterruptedException {
    lock.lock();
    try {
      while (queue.isEmpty() && !reopens && !ending) {
        changed.await();
      }
      writingSince = ages.millis();
      var work = new Work(reopens, queue.peek());
      reopens = false; // whoever asks from now on means another place
      return work;
    } finally {
      lock.unlock();
    }
  }

  /** Why it is not done; empty when it is. */
  private String does(Work work) {
    try {
      if (work.reopens()) {
        sink.reopen();
      } else if (work.line() != null) {
        sink.write(work.line());
      }
      return "";
    } catch (IOException refused) {
      return String.valueOf(refused.getMessage());
    } catch (RuntimeException bug) {
      Uncaught.pass(bug);
      return bug.toString();
    }
  }

  private void done(Work work, String trouble) throws InterruptedException {
    boolean news;
    lock.lock();
    try {
      writingSince = Long.MAX_VALUE;
      news = failing != !trouble.isEmpty();
      failing = !trouble.isEmpty();
      if (work.reopens()) {
        reopens |= failing;
      } else if (!failing) {
        remove();
        dropping = dropping && queued >= MOST / 2;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (news) {
      tell(trouble);
    }
    if (!trouble.isEmpty()) {
      rest();
    }
  }

  /** Until it is time to try again. */
  private void rest() throws InterruptedException {
    lock.lock();
    try {
      long left = AGAIN.toNanos();
      while (left > 0) {
        left = pause.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void tell(String trouble) {
    if (trouble.isEmpty()) {
      log.warn("event=audit-written-again sink={}", name);
    } else {
      log.error("event=audit-unwritten sink={} cause={}", name, Printable.of(trouble).asValue());
    }
  }

  /**
   * Writes what waits, and ends; what is offered later is lost.
   *
   * @param atMost it does not wait for longer
   */
  public void drain(Duration atMost) {
    long left = atMost.toNanos();
    lock.lock();
    try {
      ending = true;
      changed.signalAll();
      while (thread != null && !ended && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends; what waits is lost. A write that a hung disk holds heeds nobody, and whoever would close
   * its file waits for it: so that is done on a thread of its own, and waited for as long as {@link
   * #CLOSING}, and not at all where the writer has not come to its end by {@link #drain}.
   */
  @Override
  public void close() throws IOException {
    var closing = new CompletableFuture<Void>();
    Thread.ofPlatform().daemon().name("audit-" + name + "-end").start(() -> close(closing));
    if (!hasEnded()) {
      return;
    }
    try {
      var _ = closing.get(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException hung) {
      log.warn("event=audit-not-closed sink={}", name);
    } catch (ExecutionException failure) {
      throw new IOException(
          "the audit's %s cannot be closed: %s".formatted(name, failure.getMessage()), failure);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean hasEnded() {
    lock.lock();
    try {
      return thread == null || ended;
    } finally {
      lock.unlock();
    }
  }

  private void close(CompletableFuture<Void> closing) {
    try {
      var writer = thread;
      if (writer != null) {
        writer.interrupt();
      }
      sink.close();
      closing.complete(null);
    } catch (IOException | RuntimeException failure) {
      closing.completeExceptionally(failure);
    }
  }
}
