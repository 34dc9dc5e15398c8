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
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The segment files that are open, at most so many: one that was not used lately is closed first.
 * Ten thousand consoles would otherwise need more files than a process may open. A file in use is
 * never closed; each use holds a disk thread, so these can exceed the limit by the threads at most.
 *
 * <p>Disk threads only. The lock is never held while a file is opened, used or closed.
 */
public final class OpenFiles {
  static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);
  public static final Set<OpenOption> APPEND =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

  /** In the order in which they are looked at when one has to go. */
  private final SequencedMap<Key, Open> files = new LinkedHashMap<>();

  private final int limit;

  public OpenFiles(int limit) {
    this.limit = limit;
  }

  private record Key(Path file, Set<OpenOption> how) {}

  /** One of them. Whoever keeps it finds the file again without a search, if it is still open. */
  static final class Open {
    private final Key key;
    private final FileChannel channel;
    private int users = 1;

    /** Again, since it was opened or looked at. */
    private boolean usedLately;

    /** It is closed, or will be after its present use. */
    private boolean unwanted;

    private Open(Key key, FileChannel channel) {
      this.key = key;
      this.channel = channel;
    }

    FileChannel channel() {
      return channel;
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
    var open = borrow(file, how);
    boolean failed = true;
    try {
      T result = body.with(open.channel);
      failed = false;
      return result;
    } finally {
      giveBack(open, failed);
    }
  }

  /** Opens a file unless it is open. Stays open until {@link #giveBack}, and for a while then. */
  Open borrow(Path file, Set<OpenOption> how) throws IOException {
    var key = new Key(file, how);
    var open = known(key);
    return open == null ? adopt(new Open(key, new StateFile(file).open(how))) : open;
  }

  private synchronized @Nullable Open known(Key key) {
    var open = files.get(key);
    return open != null && borrowAgain(open) ? open : null;
  }

  /** Borrows what was borrowed before. False when it is closed: then it has to be opened anew. */
  synchronized boolean borrowAgain(Open open) {
    if (open.unwanted) {
      return false;
    }
    open.users++;
    open.usedLately = true;
    return true;
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
      makeRoom(close);
    }
    closeAll(close);
    return used;
  }

  /** What was used again since it was looked at last, or is in use, is passed over once. */
  private void makeRoom(List<FileChannel> close) {
    for (int looks = 2 * files.size(); files.size() > limit && looks > 0; looks--) {
      var open = files.firstEntry().getValue();
      if (open.users > 0 || open.usedLately) {
        open.usedLately = false;
        files.putLast(open.key, open);
      } else {
        files.remove(open.key);
        open.unwanted = true;
        close.add(open.channel);
      }
    }
  }

  /**
   * Ends a use.
   *
   * @param failed closes it, so that the next use starts anew
   */
  void giveBack(Open open, boolean failed) throws IOException {
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
