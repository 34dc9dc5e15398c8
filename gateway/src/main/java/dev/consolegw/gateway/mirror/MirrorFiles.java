package dev.consolegw.gateway.mirror;

import dev.consolegw.config.value.FileMode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The files that are open, so many at most beside those in use, and none that nobody uses for a
 * while. Who uses one has taken it out. Any thread for {@link #closeSoon}; the others wait for the
 * disk.
 */
final class MirrorFiles {
  /** At most, beside one for each thread. */
  static final int OPEN = 256;

  /** Without a use for so long, a file is closed. */
  static final Duration IDLE = Duration.ofSeconds(5);

  private final Map<Path, Rested> files = new LinkedHashMap<>();
  private int round;

  private record Rested(MirrorFile file, int round, long since) {
    boolean isIdle() {
      return System.nanoTime() - since >= TimeUnit.NANOSECONDS.convert(IDLE);
    }
  }

  /** One that was taken out. */
  record Taken(MirrorFile file, int round) {}

  /** Takes a file out, opened or made unless it is open and still there. */
  Taken take(Path path, FileMode mode) throws IOException {
    Rested open;
    int now;
    synchronized (this) {
      open = files.remove(path);
      now = round;
    }
    if (open != null) {
      if (open.round == now && stillThere(open.file)) {
        return new Taken(open.file, now);
      }
      open.file.close();
    }
    return new Taken(MirrorFile.open(path, mode), now);
  }

  private static boolean stillThere(MirrorFile file) throws IOException {
    try {
      return file.isStillThere();
    } catch (IOException strange) {
      file.close();
      throw strange;
    }
  }

  /** Gives a file back. */
  void giveBack(Taken taken) throws IOException {
    var close = new ArrayList<MirrorFile>();
    synchronized (this) {
      if (taken.round != round) {
        close.add(taken.file);
      } else {
        var rested = new Rested(taken.file, round, System.nanoTime());
        var other = files.put(taken.file.path(), rested);
        if (other != null) {
          close.add(other.file);
        }
        var oldest = files.values().iterator();
        if (files.size() > OPEN) {
          close.add(oldest.next().file);
          oldest.remove();
        }
      }
    }
    closeAll(close);
  }

  /** Every file is opened anew before it is written to. */
  synchronized void closeSoon() {
    round++;
  }

  /** Closes what nobody has used for a while, and what is to be opened anew. */
  void sweep() throws IOException {
    var close = new ArrayList<MirrorFile>();
    synchronized (this) {
      files
          .values()
          .removeIf(each -> {
            boolean over = each.round != round || each.isIdle();
            if (over) {
              close.add(each.file);
            }
            return over;
          });
    }
    closeAll(close);
  }

  private static void closeAll(List<MirrorFile> files) throws IOException {
    @Nullable IOException first = null;
    for (var file : files) {
      try {
        file.close();
      } catch (IOException failure) {
        first = failure;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /** How many are open and not in use. */
  synchronized int count() {
    return files.size();
  }
}
