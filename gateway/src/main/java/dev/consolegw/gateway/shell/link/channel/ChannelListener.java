package dev.consolegw.gateway.shell.link.channel;

import dev.consolegw.gateway.shell.guest.GuestListener;
import java.io.IOException;

/** A port of the guest's, listened at by a channel. */
record ChannelListener(Mux mux, Channel channel) implements GuestListener {

  @Override
  public int port() {
    return channel.port;
  }

  @Override
  public Accepted accept() throws IOException {
    return mux.accept(channel);
  }

  @Override
  public void close() {
    mux.close(channel);
  }
}
