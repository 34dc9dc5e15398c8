package dev.consolegw.gateway.telnet;

import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.budget.Budget;
import dev.consolegw.gateway.budget.Budgets;
import dev.consolegw.gateway.console.ViewerSink;
import dev.consolegw.gateway.front.ChannelWriter;
import dev.consolegw.gateway.net.Link;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The way out to one client: one packet at a time, and the next when the system has taken it. What
 * telnet itself has to say goes between packets, never into one.
 *
 * <p>Any thread. The lock is held over the link's non-blocking writes; nobody is told anything with
 * it.
 */
final class TelnetWriter implements ChannelWriter {
  /** The longest packet, in bytes before what telnet doubles. */
  static final int PACKET = 32 * 1024;

  private static final Reason UNREAD =
      Reason.of(Reason.Kind.PROTOCOL, "it reads nothing of what it asks for");

  private final Link link;
  private final Budget.Share share;
  private final Dialect dialect;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Runnable roomAgain = () -> {};
  private volatile boolean shown;

  // Guarded by the lock.
  private boolean filling;
  private boolean wanted;
  private long inFlight;
  private @Nullable ByteBuffer waiting; // for what telnet itself has said first

  /** How a client wants to be written to. */
  interface Dialect {
    /**
     * Whether it has a person's terminal, where a sentence of ours may stand between the output.
     */
    boolean isTerminal();

    /** Output as it is on the wire; the pieces of it come in their order. */
    ByteBuffer written(ByteBuffer output);
  }

  /**
   * @param share what is on its way is charged to
   */
  TelnetWriter(Link link, Budget.Share share, Dialect dialect) {
    this.link = link;
    this.share = share;
    this.dialect = dialect;
  }

  /** Runs this when there is room after there was none; it must not block. */
  void whenRoom(Runnable signal) {
    roomAgain = signal;
  }

  @Override
  public int room() {
    lock.lock();
    try {
      long room = isFree() ? affordable() : 0;
      wanted |= room == 0;
      return (int) Math.min(PACKET, room);
    } finally {
      lock.unlock();
    }
  }

  private boolean isFree() {
    return !filling && waiting == null && !link.holds();
  }

  private long affordable() {
    long room = share.room();
    if (room == 0 && share.used() > 0) {
      share.whenRoom(this::signal);
    }
    return share.used() == 0 ? Math.max(room, Budgets.ALWAYS) : room;
  }

  @Override
  public <R> Optional<R> write(int size, ViewerSink.Source<R> source) throws IOException {
    if (!reserve()) {
      return Optional.empty();
    }
    try {
      var packet = ByteBuffer.allocate(size);
      var said = source.fill(packet);
      if (packet.position() > 0) {
        send(dialect.written(packet.flip()));
        shown = true;
      }
      return Optional.of(said);
    } finally {
      free();
    }
  }

  /** Beside a program's bytes there is no place, unless it has none of them yet. */
  @Override
  public boolean writeBeside(ByteBuffer text) throws IOException {
    if (!dialect.isTerminal() && shown) {
      text.position(text.limit());
      return true;
    }
    if (text.remaining() > room() || !reserve()) {
      return false;
    }
    try {
      send(dialect.written(text));
      return true;
    } finally {
      free();
    }
  }

  private boolean reserve() {
    lock.lock();
    try {
      boolean free = isFree();
      filling |= free;
      wanted |= !free;
      return free;
    } finally {
      lock.unlock();
    }
  }

  private void send(ByteBuffer wire) throws IOException {
    long size = wire.remaining();
    share.use(size);
    lock.lock();
    try {
      if (link.holds()) {
        waiting = ByteBuffer.allocate(wire.remaining()).put(wire).flip();
        inFlight = size;
        return;
      }
      if (!link.write(wire)) {
        inFlight = size;
        return;
      }
    } finally {
      lock.unlock();
    }
    share.release(size);
  }

  private void free() {
    lock.lock();
    try {
      filling = false;
    } finally {
      lock.unlock();
    }
    signal();
  }

  /** Says something of telnet's own, which is short. */
  void say(byte[] words) {
    lock.lock();
    try {
      link.write(ByteBuffer.wrap(words));
    } catch (IOException gone) {
      link.close(UNREAD);
    } finally {
      lock.unlock();
    }
  }

  /** The system has taken all that the link held. On the link's thread. */
  void drained() {
    long gone;
    lock.lock();
    try {
      if (link.holds()) {
        return; // it drains once more
      }
      var next = waiting;
      waiting = null;
      if (next != null && !link.write(next)) {
        return;
      }
      gone = inFlight;
      inFlight = 0;
    } catch (IOException over) {
      return; // the link's end follows
    } finally {
      lock.unlock();
    }
    share.release(gone);
    signal();
  }

  private void signal() {
    boolean due;
    lock.lock();
    try {
      due = wanted && isFree();
      wanted &= !due;
    } finally {
      lock.unlock();
    }
    if (due) {
      roomAgain.run();
    }
  }

  /** Ends the connection, once the last packet is out or its time is over. */
  void end(Reason why) {
    link.close(why);
  }

  /** The connection is gone. */
  void close() {
    share.close();
  }
}
