package dev.consolegw.gateway.net.hop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.threads.ThreadUtils;

/**
 * The way out of one channel through a hop, and its window's way back. Writes as much as the hop's
 * window, the channel's share of what may be on its way, and the hop's allow; never blocks. Its
 * user keeps the order.
 */
final class HopWriter implements WritableByteChannel {
  private final HopChannel channel;
  private final HopConnection hop;
  private final Runnable roomAgain;
  private final AtomicInteger inFlight = new AtomicInteger();
  private int alreadyReleased; // the hop's thread, but for before it is open

  /**
   * @param roomAgain called by any thread, perhaps while it writes, when there may be room after
   *     there was none
   */
  HopWriter(HopChannel channel, HopConnection hop, Runnable roomAgain) {
    this.channel = channel;
    this.hop = hop;
    this.roomAgain = roomAgain;
  }

  /** What comes next counts no more: its window was given back when it was read. */
  void alreadyReleased(int bytes) {
    alreadyReleased = bytes;
  }

  /** Somebody has taken so many bytes: as many more may come. */
  void release(int bytes) {
    int counted = Math.max(0, bytes - alreadyReleased);
    alreadyReleased = Math.max(0, alreadyReleased - bytes);
    try {
      if (counted > 0 && channel.isOpen()) {
        ThreadUtils.runAsInternal(
            channel.getLocalWindow(),
            window -> {
              window.release(counted);
              return window;
            });
      }
    } catch (IOException e) {
      // The connection is gone, and the link is about to hear of it.
    }
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int start = bytes.position();
    while (bytes.hasRemaining()) {
      int count = Math.min(bytes.remaining(), room());
      if (count <= 0) {
        break;
      }
      send(bytes, count);
    }
    return bytes.position() - start;
  }

  private int room() {
    var window = channel.getRemoteWindow();
    long most = Math.min(window.getSize(), window.getPacketSize());
    long mine = Math.min(most, HopLimits.CHANNEL_IN_FLIGHT - inFlight.get());
    return mine <= 0 ? 0 : (int) Math.min(mine, hop.room(roomAgain));
  }

  private void send(ByteBuffer bytes, int count) throws IOException {
    channel.getRemoteWindow().consume(count);
    var packet =
        channel
            .getSession()
            .createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, count + 3 * Integer.BYTES);
    packet.putUInt(channel.getRecipient());
    packet.putUInt(count);
    var piece = new byte[count];
    bytes.get(piece);
    packet.putRawBytes(piece);
    inFlight.addAndGet(count);
    hop.sending(count);
    try {
      // MINA would block writers while keys are exchanged anew; "internal" ones it only queues.
      ThreadUtils.runAsInternal(packet, channel::writePacket).addListener(_ -> sent(count));
    } catch (IOException | RuntimeException e) {
      sent(count);
      throw e;
    }
  }

  private void sent(int count) {
    hop.sent(count);
    int before = inFlight.getAndAdd(-count);
    if (before >= HopLimits.CHANNEL_IN_FLIGHT / 2) {
      roomAgain.run();
    }
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() {
    channel.close(false);
  }
}
