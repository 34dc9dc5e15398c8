package dev.consolegw.gateway.history.store;

import dev.consolegw.config.state.StateFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The segment files that are open, at most so many: the one not used for longest is closed first.
 * Ten thousand consoles would otherwise need more files than a process may open. A file in use is
 * never closed; each use holds a disk thread, so these can exceed the limit by the threads at most.
 *
 * <p>Disk threads only. The lock is never held while a file is opened, used or closed.
 */
public final class OpenFiles {
  static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);
  public static final Set<OpenOption> APPEND =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

  private final Map<Key, Open> files = new LinkedHashMap<>(16, 0.75f, true);
  private final int limit;

  public OpenFiles(int limit) {
    this.limit = limit;
  }

  private record Key(Path file, Set<OpenOption> how) {}

  private static final class Open {
    final Key key;
    final FileChannel channel;
    int users = 1;
    boolean unwanted;

    Open(Key key, FileChannel channel) {
      this.key = key;
      this.channel = channel;
    }
  }

  /** What is done with an open file. */
  @FunctionalInterface
  interface Use<T> {
    T with(FileChannel channel) throws IOException;
  }

  /**
   * Opens a file unless it is open, and uses it. A failed use closes it, so the next starts anew.
   */
  <T> T use(Path file, Set<OpenOption> how, Use<T> body) throws IOException {
    var key = new Key(file, how);
    var open = borrow(key);
    if (open == null) {
      open = adopt(new Open(key, new StateFile(file).open(how)));
    }
    boolean failed = true;
    try {
      T result = body.with(open.channel);
      failed = false;
      return result;
    } finally {
      giveBack(open, failed);
    }
  }

  private synchronized @Nullable Open borrow(Key key) {
    var open = files.get(key);
    if (open != null) {
      open.users++;
    }
    return open;
  }

  private Open adopt(Open fresh) throws IOException {
    var close = new ArrayList<FileChannel>();
    Open used;
    synchronized (this) {
      var other = files.putIfAbsent(fresh.key, fresh);
      used = other == null ? fresh : other;
      if (other != null) {
        other.users++;
        close.add(fresh.channel);
      }
      var oldest = files.values().iterator();
      while (files.size() > limit && oldest.hasNext()) {
        var open = oldest.next();
        if (open.users == 0) {
          oldest.remove();
          close.add(open.channel);
        }
      }
    }
    closeAll(close);
    return used;
  }

  private void giveBack(Open open, boolean failed) throws IOException {
    boolean last;
    synchronized (this) {
      open.users--;
      if (failed) {
        files.remove(open.key, open);
        open.unwanted = true;
      }
      last = open.unwanted && open.users == 0;
    }
    if (last) {
      open.channel.close();
    }
  }

  /** Closes one file, at the end of its present use. */
  void forget(Path file) throws IOException {
    forget(file::equals);
  }

  /** Closes all files of a directory, each at the end of its present use. */
  public void forgetAll(Path directory) throws IOException {
    forget(file -> directory.equals(file.getParent()));
  }

  /** Closes all, each at the end of its present use. */
  public void forgetAll() throws IOException {
    forget(file -> true);
  }

  private void forget(Predicate<Path> which) throws IOException {
    var close = new ArrayList<FileChannel>();
    synchronized (this) {
      for (var all = files.values().iterator(); all.hasNext(); ) {
        var open = all.next();
        if (which.test(open.key.file)) {
          all.remove();
          open.unwanted = true;
          if (open.users == 0) {
            close.add(open.channel);
          }
        }
      }
    }
    closeAll(close);
  }

  private static void closeAll(List<FileChannel> channels) throws IOException {
    for (var channel : channels) {
      channel.close();
    }
  }

  /** How many are open. */
  public synchronized int count() {
    return files.size();
  }
}
