package dev.consolegw.gateway.sftp.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How large recordings are as asciicasts. Only making one tells, so those of finished recordings
 * are remembered. Any thread; the lock is held over memory only.
 */
final class CastSizes {
  /** How many are remembered. */
  static final int KNOWN = 4096;

  /** How much output one {@link Look} makes casts of, in bytes; a second or so. */
  static final long LOOKED_AT = 64L << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Path, Long> known = new LinkedHashMap<>(16, 0.75f, true);

  /** One look at a folder: what it may cost is bounded for all its files together. */
  final class Look {
    private final AtomicLong left = new AtomicLong(LOOKED_AT);

    private Look() {}

    /** In bytes, as it is now; nothing when that would cost too much. Waits for the disk. */
    OptionalLong size(CastText cast) {
      var file = cast.recording().file();
      long size = find(file);
      if (size < 0 && left.addAndGet(-cast.recording().length()) >= 0) {
        size = measure(cast);
      }
      if (size >= 0 && cast.recording().end().isPresent()) {
        remember(file, size);
      }
      return size < 0 ? OptionalLong.empty() : OptionalLong.of(size);
    }
  }

  Look look() {
    return new Look();
  }

  private static long measure(CastText cast) {
    var size = new AtomicLong();
    try {
      cast.writeTo(line -> size.addAndGet(line.remaining()));
      return size.get();
    } catch (IOException unknown) {
      return -1;
    }
  }

  private long find(Path file) {
    lock.lock();
    try {
      return known.getOrDefault(file, -1L);
    } finally {
      lock.unlock();
    }
  }

  private void remember(Path file, long size) {
    lock.lock();
    try {
      known.put(file, size);
      if (known.size() > KNOWN) {
        known.remove(known.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }
}
