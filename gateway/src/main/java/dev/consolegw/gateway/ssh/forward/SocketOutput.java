package dev.consolegw.gateway.ssh.forward;

import dev.consolegw.gateway.front.ChannelWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.io.AbstractIoWriteFuture;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * Packets of an inner connection on their way into those of the outer one: as many bytes in one as
 * fit, copied, for MINA takes a packet that it has made itself for one of its own. A packet counts
 * as written once it is copied, for then it is charged to the outer connection; until then the
 * inner one answers for it, so nothing here is without a bound.
 *
 * <p>Any thread; {@link #flush} one at a time. The lock is held over memory only.
 */
final class SocketOutput {
  private final Object lock = new Object();
  private final ArrayDeque<Write> queue = new ArrayDeque<>();
  private int waiting;
  private boolean ended;
  private boolean gone;

  /** One packet, and who waits for it. */
  private static final class Write extends AbstractIoWriteFuture {
    private final Buffer packet;

    Write(Buffer packet) {
      super("inner packet", null);
      this.packet = packet;
    }

    void done() {
      setValue(true);
    }

    void failed() {
      setValue(new ClosedChannelException());
    }
  }

  /** Puts a packet behind the others; {@link #flush} is to follow. */
  IoWriteFuture put(Buffer packet) {
    var write = new Write(packet);
    boolean late;
    synchronized (lock) {
      late = ended || gone;
      if (!late) {
        queue.add(write);
        waiting += packet.available();
      }
    }
    if (late) {
      write.failed();
    }
    return write;
  }

  /**
   * Writes as much as there is room for.
   *
   * @return whether nothing is left
   * @throws IOException when the client is gone
   */
  boolean flush(ChannelWriter out) throws IOException {
    while (true) {
      int size = Math.min(waiting(), out.room());
      if (size <= 0) {
        return waiting() == 0;
      }
      var copied = new ArrayList<Write>();
      var _ =
          out.write(
              size,
              packet -> {
                fill(packet, copied);
                return copied;
              });
      copied.forEach(Write::done);
    }
  }

  private int waiting() {
    synchronized (lock) {
      return waiting;
    }
  }

  private void fill(ByteBuffer outer, List<Write> copied) {
    synchronized (lock) {
      while (outer.hasRemaining() && !queue.isEmpty()) {
        var packet = queue.getFirst().packet;
        int count = Math.min(outer.remaining(), packet.available());
        outer.put(packet.array(), packet.rpos(), count);
        packet.rpos(packet.rpos() + count);
        waiting -= count;
        if (packet.available() == 0) {
          copied.add(queue.removeFirst());
        }
      }
    }
  }

  /** Takes no more. */
  void end() {
    synchronized (lock) {
      ended = true;
    }
  }

  /** Throws away what is left. */
  void forget() {
    List<Write> left;
    synchronized (lock) {
      gone = true;
      left = List.copyOf(queue);
      queue.clear();
      waiting = 0;
    }
    left.forEach(Write::failed);
  }
}
