package dev.consolegw.gateway.mirror;

import dev.consolegw.config.state.DirectoryName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells operators once when files cannot be written and once when all can again, however many there
 * are. Any thread.
 */
final class MirrorTrouble {
  private static final Logger log = LoggerFactory.getLogger(MirrorTrouble.class);

  private final InstantSource clock;
  private final Set<String> now = new HashSet<>();
  private Instant since = Instant.EPOCH;
  private int consoles;

  MirrorTrouble(InstantSource clock) {
    this.clock = clock;
  }

  /** The file of this console does not take its output. */
  synchronized void begins(String key, String why) {
    if (now.isEmpty()) {
      since = clock.instant();
      consoles = 0;
      log.warn(
          "event=mirror-behind console={} cause=\"{}\" hint=\"consoles go on; what their files miss"
              + " is copied once they can be written, as far as histories reach\"",
          DirectoryName.of(key),
          why.replace('"', '\''));
    }
    if (now.add(key)) {
      consoles++;
    }
  }

  /** It takes it again, or is gone. */
  synchronized void ends(String key) {
    if (now.remove(key) && now.isEmpty()) {
      log.info(
          "event=mirror-follows-again after={} consoles={}",
          Duration.between(since, clock.instant()),
          consoles);
    }
  }
}
