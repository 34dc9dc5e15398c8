package dev.consolegw.gateway.ssh.channel;

import org.apache.sshd.server.channel.ChannelDataReceiver;
import org.apache.sshd.server.channel.ChannelSession;

/**
 * MINA's way to hand over data; its own object, for the channel has a {@code close} of its own. The
 * window is given back later, when the bytes are where they belong.
 */
public record Receiver(Taking taking) implements ChannelDataReceiver {

  /** Takes what a client has sent; the bytes are MINA's again afterwards. */
  public interface Taking {
    void received(byte[] bytes, int start, int length);
  }

  @Override
  public int data(ChannelSession channel, byte[] bytes, int start, int length) {
    taking.received(bytes, start, length);
    return 0;
  }

  @Override
  public void close() {}
}
