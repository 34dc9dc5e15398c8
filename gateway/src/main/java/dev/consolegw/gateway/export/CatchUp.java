package dev.consolegw.gateway.export;

import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.history.Histories;
import dev.consolegw.gateway.history.HistoryReader;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once, after a start, through all histories that are not open, for output that the gateway
 * was killed before it had sent. Its thread has all the time that there is; of histories, {@link
 * #OPEN} are open at a time.
 */
final class CatchUp implements Closeable {
  /** Histories that are open to be sent, at most; their files are closed meanwhile. */
  static final int OPEN = 1024;

  private static final Logger log = LoggerFactory.getLogger(CatchUp.class);

  private final Exports exports;
  private final Histories histories;
  private final Semaphore room = new Semaphore(OPEN);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("export-catch-up").unstarted(this::run);

  private CatchUp(Exports exports, Histories histories) {
    this.exports = exports;
    this.histories = histories;
  }

  static CatchUp start(Exports exports, Histories histories) {
    var begun = new CatchUp(exports, histories);
    if (!exports.isEmpty()) {
      begun.thread.start();
    }
    return begun;
  }

  private void run() {
    try {
      for (var known : histories.known().entrySet()) {
        var id = ConsoleId.parse(known.getKey());
        if (id.isPresent() && exports.mayOwe(id.get(), known.getValue())) {
          look(id.get(), known.getValue());
        }
      }
    } catch (IOException failure) {
      log.warn("event=export-not-caught-up cause=\"{}\"", String.valueOf(failure.getMessage()));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(ConsoleId id, Map<String, String> notes) throws InterruptedException {
    room.acquire();
    boolean isLeft = false;
    try {
      var history = histories.lookAt(id.toString());
      if (history.isPresent()) {
        isLeft = true;
        exports.catchUp(id, notes, history.get(), () -> close(history.get()));
      }
    } catch (IOException failure) {
      log.warn("event=export-left-unread console={}", id, failure);
    } finally {
      if (!isLeft) {
        room.release();
      }
    }
  }

  /** Waits for the disk, so on a thread of its own: whoever is done with it must not. */
  private void close(HistoryReader.Opened history) {
    Thread.ofPlatform()
        .daemon()
        .name("export-close")
        .start(() -> {
          try {
            history.close();
          } catch (IOException failure) {
            log.debug("event=export-unclosed", failure);
          } finally {
            room.release();
          }
        });
  }

  /** Looks no further. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
