package dev.consolegw.gateway.budget;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How long each may keep processors busy: some time at once, and then so much as passes, times the
 * processors they may have. Whoever has used more is to pause. It is measured from beginning to
 * end, so it counts more where processors are scarce. Any thread; the lock is held over memory
 * only.
 *
 * @param <K> who uses it, such as the owners of a key
 */
public final class ProcessorTime<K> {
  /** Nobody pauses for longer at a time. */
  static final Duration LONGEST = Duration.ofSeconds(1);

  /** Pauses that are not worth a timer are put off until they are. */
  static final Duration SHORTEST = Duration.ofMillis(2);

  private static final double DEEPEST = (double) LONGEST.toNanos();

  private final double processors;
  private final double atOnce;
  private final LongSupplier nanoTime;
  private final LinkedHashMap<K, Account> accounts = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Account {
    private double left;
    private long at;

    Account(double left, long at) {
      this.left = left;
      this.at = at;
    }
  }

  /**
   * By the system's clock.
   *
   * @param processors of each
   * @param atOnce before that counts
   */
  public ProcessorTime(double processors, Duration atOnce) {
    this(processors, atOnce, System::nanoTime);
  }

  ProcessorTime(double processors, Duration atOnce, LongSupplier nanoTime) {
    this.processors = processors;
    this.atOnce = (double) atOnce.toNanos();
    this.nanoTime = nanoTime;
  }

  /**
   * Somebody has kept a processor busy for so long.
   *
   * @return how long they are to let it be; zero when they may go on
   */
  public synchronized Duration used(K who, Duration time) {
    long now = nanoTime.getAsLong();
    var account = accounts.computeIfAbsent(who, _ -> new Account(atOnce, now));
    fill(account, now);
    account.left = Math.max(account.left - (double) time.toNanos(), -DEEPEST * processors);
    forgetOne(now);
    var pause = Duration.ofNanos((long) Math.max(0, -account.left / processors));
    if (pause.compareTo(SHORTEST) < 0) {
      return Duration.ZERO;
    }
    return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
  }

  private void fill(Account account, long now) {
    account.left = Math.min(atOnce, account.left + (double) (now - account.at) * processors);
    account.at = now;
  }

  /** Whoever has used nothing for longest, once that is as if they had never used anything. */
  private void forgetOne(long now) {
    Map.Entry<K, Account> eldest = accounts.firstEntry();
    var account = eldest.getValue();
    if (account.left + (double) (now - account.at) * processors >= atOnce) {
      accounts.remove(eldest.getKey());
    }
  }

  /** How many are remembered. */
  synchronized int remembered() {
    return accounts.size();
  }
}
