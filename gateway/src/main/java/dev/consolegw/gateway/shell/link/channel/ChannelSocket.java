package dev.consolegw.gateway.shell.link.channel;

import dev.consolegw.gateway.shell.guest.GuestSocket;
import java.io.InputStream;
import java.io.OutputStream;

/** A connection at the far end of a channel. */
record ChannelSocket(Mux mux, Channel channel) implements GuestSocket {

  @Override
  public OutputStream out() {
    return new ChannelOutput(mux, channel);
  }

  @Override
  public InputStream in() {
    return new ChannelInput(mux, channel, channel.output);
  }

  @Override
  public void close() {
    mux.close(channel);
  }
}
