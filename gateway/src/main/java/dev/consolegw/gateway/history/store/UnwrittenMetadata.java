package dev.consolegw.gateway.history.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What shall stand in the file {@code about} of a history and does not yet: that of a console which
 * has printed nothing has no files at all. Any thread, but for {@link #write}, which waits for the
 * disk and is for one at a time.
 */
public final class UnwrittenMetadata {
  private @Nullable HistoryMetadata due;

  private UnwrittenMetadata(@Nullable HistoryMetadata due) {
    this.due = due;
  }

  /** Nothing is due: all of it is on disk. */
  public static UnwrittenMetadata none() {
    return new UnwrittenMetadata(null);
  }

  /** This is to be written with the first byte. */
  public static UnwrittenMetadata of(HistoryMetadata due) {
    return new UnwrittenMetadata(due);
  }

  /** Whether it is not on disk yet. */
  public synchronized boolean isDue() {
    return due != null;
  }

  /**
   * Has something else written.
   *
   * @return whether that is still to come; if not, the file itself has to be changed
   */
  public synchronized boolean change(UnaryOperator<HistoryMetadata> change) {
    if (due == null) {
      return false;
    }
    due = change.apply(due);
    return true;
  }

  /**
   * Writes what is due, if anything is.
   *
   * @throws IOException when it cannot be written; it is due still
   */
  public void write(Path directory) throws IOException {
    for (var next = next(); next != null; next = next()) {
      next.write(directory);
      written(next);
    }
  }

  private synchronized @Nullable HistoryMetadata next() {
    return due;
  }

  private synchronized void written(HistoryMetadata done) {
    if (done.equals(due)) {
      due = null;
    }
  }
}
