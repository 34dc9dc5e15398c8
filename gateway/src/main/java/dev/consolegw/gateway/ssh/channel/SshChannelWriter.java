package dev.consolegw.gateway.ssh.channel;

import dev.consolegw.gateway.console.ViewerSink;
import dev.consolegw.gateway.front.ChannelWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.AbstractChannel;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.threads.ThreadUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out of one channel: packets built for the client's window, at most {@link #IN_FLIGHT}
 * bytes of them on their way, and as many as its connection may have. Never blocks, and never
 * queues more than that: who writes asks for {@link #room} first, and is called back when there is
 * room again.
 *
 * <p>Any thread. MINA would block writers while keys are exchanged anew; as an "internal" thread
 * ours only adds to its queue, which {@link #IN_FLIGHT} bounds.
 */
public final class SshChannelWriter implements ChannelWriter {
  /** Bytes of packets written to MINA that the system has not taken yet, at most. */
  public static final int IN_FLIGHT = 256 * 1024;

  /** What MINA needs to remember a packet by, in bytes. */
  private static final int AROUND = 512;

  private static final Logger log = LoggerFactory.getLogger(SshChannelWriter.class);

  private final AbstractChannel channel;
  private final Supplier<OutputInFlight> connection;
  private final PacketPool pool;
  private final Runnable roomAgain;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final ReentrantLock window = new ReentrantLock();

  /**
   * Writes nothing by itself.
   *
   * @param connection what is on its way on the channel's connection; asked for when it is written
   * @param pool where its packets come from
   * @param roomAgain called by any thread when there is room after there was none
   */
  public SshChannelWriter(
      AbstractChannel channel,
      Supplier<OutputInFlight> connection,
      PacketPool pool,
      Runnable roomAgain) {
    this.channel = channel;
    this.connection = connection;
    this.pool = pool;
    this.roomAgain = roomAgain;
  }

  @Override
  public int room() {
    var remote = channel.getRemoteWindow();
    long most = Math.min(remote.getSize(), remote.getPacketSize());
    long mine = Math.min(most, IN_FLIGHT - inFlight.get());
    return mine <= 0 ? 0 : (int) Math.min(mine, connection.get().room(roomAgain));
  }

  @Override
  public <R> Optional<R> write(int size, ViewerSink.Source<R> source) throws IOException {
    if (!reserve(size)) {
      return Optional.empty();
    }
    var packet = packet(SshConstants.SSH_MSG_CHANNEL_DATA, size);
    int start = packet.wpos() + Integer.BYTES;
    var space = ByteBuffer.wrap(packet.array(), start, size).slice();
    var said = source.fill(space);
    int count = space.position();
    if (count < size) {
      channel.getRemoteWindow().expand(size - count);
    }
    if (count > 0) {
      packet.putUInt(count);
      packet.wpos(start + count);
      send(packet);
    } else {
      pool.done(packet);
    }
    return Optional.of(said);
  }

  @Override
  public boolean writeBeside(ByteBuffer text) throws IOException {
    int count = text.remaining();
    if (count > room() || !reserve(count)) {
      return false;
    }
    var packet = packet(SshConstants.SSH_MSG_CHANNEL_EXTENDED_DATA, count);
    packet.putInt(SshConstants.SSH_EXTENDED_DATA_STDERR);
    var bytes = new byte[count];
    text.get(bytes);
    packet.putBytes(bytes);
    send(packet);
    return true;
  }

  /** The same for a line of text. */
  public boolean writeBeside(String text) throws IOException {
    return writeBeside(StandardCharsets.UTF_8.encode(text));
  }

  /** The same for the last line that a client is told, if it is there and has room. */
  public void farewell(String line) {
    try {
      boolean _ = writeBeside(line);
    } catch (IOException gone) {
      log.debug("event=client-gone-before-farewell", gone);
    }
  }

  private Buffer packet(byte kind, int size) {
    var packet = pool.of(kind, size, channel.getSession());
    packet.putUInt(channel.getRecipient());
    return packet;
  }

  private void send(Buffer packet) throws IOException {
    long begun = System.nanoTime();
    int cost = packet.array().length + AROUND;
    inFlight.addAndGet(cost);
    connection.get().sending(cost);
    IoWriteFuture written;
    try {
      written = ThreadUtils.runAsInternal(packet, channel::writePacket);
    } catch (IOException | RuntimeException failure) {
      written(cost);
      throw failure;
    }
    connection.get().worked(begun);
    written.addListener(end -> {
      if (end.isWritten()) { // a write that was broken off may still be looking at it
        pool.done(packet);
      }
      written(cost);
    });
    if (written.isDone() && !written.isWritten()) {
      throw new IOException("the client is gone", written.getException());
    }
  }

  /** Takes from the client's window; two writers must not take the same bytes of it. */
  private boolean reserve(int count) {
    window.lock();
    try {
      var remote = channel.getRemoteWindow();
      if (remote.getSize() < count) {
        return false;
      }
      remote.consume(count);
      return true;
    } finally {
      window.unlock();
    }
  }

  private void written(int count) {
    connection.get().sent(count);
    int before = inFlight.getAndAdd(-count);
    if (before > IN_FLIGHT / 2 && before - count <= IN_FLIGHT / 2) {
      roomAgain.run();
    }
  }
}
