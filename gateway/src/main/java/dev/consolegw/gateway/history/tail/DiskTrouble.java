package dev.consolegw.gateway.history.tail;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells operators once when the disk stops following and once when it follows again, however many
 * consoles print. Any thread.
 */
public final class DiskTrouble {
  private static final Logger log = LoggerFactory.getLogger(DiskTrouble.class);

  private final InstantSource clock;
  private final Set<String> now = new HashSet<>();

  /** Of those, the consoles whose last write has not come back. */
  private final Set<String> unanswered = new HashSet<>();

  private Instant since = Instant.EPOCH;
  private int consoles;
  private long lost;

  DiskTrouble(InstantSource clock) {
    this.clock = clock;
  }

  /** The disk does not take the output of this console. */
  synchronized void begins(String console, String why) {
    answers(console);
    if (now.isEmpty()) {
      since = clock.instant();
      consoles = 0;
      lost = 0;
      log.warn(
          "event=disk-behind console={} cause=\"{}\" hint=\"output stays in memory and its oldest"
              + " part will be lost\"",
          console,
          why.replace('"', '\''));
    }
    if (now.add(console)) {
      consoles++;
    }
  }

  /** It has not answered what was written of this console for a while. */
  synchronized void standsStill(String console) {
    begins(console, "the disk does not answer");
    unanswered.add(console);
  }

  /** It has answered, though it may not have taken all yet. */
  synchronized void answers(String console) {
    unanswered.remove(console);
  }

  /** Of how many consoles the disk does not take the output. */
  public synchronized int count() {
    return now.size();
  }

  /** Whether the disk answers, be it with failures. */
  public synchronized boolean isAnswered() {
    return unanswered.isEmpty();
  }

  /** It takes it again. */
  synchronized void ends(String console, long lostBytes) {
    answers(console);
    if (now.remove(console)) {
      lost += lostBytes;
      if (now.isEmpty()) {
        log.info(
            "event=disk-follows-again after={} consoles={} lost={}",
            Duration.between(since, clock.instant()),
            consoles,
            lost);
      }
    }
  }
}
