package dev.consolegw.gateway.console.local;

import dev.consolegw.gateway.console.OutputFilter;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The place for one filter before the history. With none in it bytes pass without a lock taken by
 * anybody else. What is held back may come late, from another thread: the lock keeps all in order,
 * and is held for a copy into memory.
 */
final class FilterSlot {
  private final Consumer<ByteBuffer> output;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable OutputFilter filter;

  /**
   * @param output gets what people see
   */
  FilterSlot(Consumer<ByteBuffer> output) {
    this.output = output;
  }

  /** Takes the place; empty when somebody else has it. */
  Optional<OutputFilter.Placed> take(OutputFilter anew) {
    lock.lock();
    try {
      if (filter != null) {
        return Optional.empty();
      }
      filter = anew;
      return Optional.of(new Taken(anew));
    } finally {
      lock.unlock();
    }
  }

  /** The guest has printed this; on the backend's reader. */
  void printed(ByteBuffer bytes) {
    lock.lock();
    try {
      pass(filter == null ? bytes : filter.filter(bytes));
    } finally {
      lock.unlock();
    }
  }

  private void pass(ByteBuffer shown) {
    if (shown.hasRemaining()) {
      output.accept(shown);
    }
  }

  private final class Taken implements OutputFilter.Placed {
    private final OutputFilter mine;

    Taken(OutputFilter mine) {
      this.mine = mine;
    }

    @Override
    public void release() {
      lock.lock();
      try {
        if (mine.equals(filter)) {
          pass(mine.release());
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (mine.equals(filter)) {
          pass(mine.release());
          filter = null;
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
