package dev.consolegw.gateway.front.link;

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
 * The way out to the client at the other end of a link: one packet at a time, and the next when the
 * system has taken it. What its protocol itself has to say goes between packets, never into one.
 *
 * <p>Any thread. The lock is held over the link's non-blocking writes; nobody is told anything with
 * it.
 */
public final class LinkWriter implements ChannelWriter {
  /** The longest packet, in bytes before what a protocol adds. */
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
  private @Nullable Packet waiting; // for what the protocol itself has said first

  /** How a client wants to be written to. */
  public interface Dialect {
    /** Whether a person is there, to whom a sentence of ours may be said between the output. */
    boolean isTerminal();

    /** Writes a piece of the output, as {@link Link#write}; they come in their order. */
    boolean write(Link link, ByteBuffer output) throws IOException;

    /** The same of a sentence of ours, or a part of one. */
    default boolean writeBeside(Link link, ByteBuffer text) throws IOException {
      return write(link, text);
    }
  }

  private record Packet(ByteBuffer bytes, boolean beside) {
    boolean writeTo(Link link, Dialect dialect) throws IOException {
      return beside ? dialect.writeBeside(link, bytes) : dialect.write(link, bytes);
    }

    Packet copied() {
      return new Packet(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip(), beside);
    }
  }

  /**
   * @param share what is on its way is charged to
   */
  public LinkWriter(Link link, Budget.Share share, Dialect dialect) {
    this.link = link;
    this.share = share;
    this.dialect = dialect;
  }

  /** Runs this when there is room after there was none; it must not block. */
  public void whenRoom(Runnable signal) {
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
        send(new Packet(packet.flip(), false));
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
      send(new Packet(text, true));
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

  private void send(Packet packet) throws IOException {
    long size = packet.bytes().remaining();
    share.use(size);
    lock.lock();
    try {
      if (link.holds()) {
        waiting = packet.copied();
        inFlight = size;
        return;
      }
      if (!packet.writeTo(link, dialect)) {
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

  /** Says something of the protocol's own, which is short. */
  public void say(byte[] words) {
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
  public void drained() {
    long gone;
    lock.lock();
    try {
      if (link.holds()) {
        return; // it drains once more
      }
      var next = waiting;
      waiting = null;
      if (next != null && !next.writeTo(link, dialect)) {
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
  public void end(Reason why) {
    link.close(why);
  }

  /** The connection is gone. */
  public void close() {
    share.close();
  }
}
