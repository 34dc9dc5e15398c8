package dev.consolegw.gateway.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/** A plain socket, for the one thread that reads them all. */
record ChannelStream(SocketChannel channel, SelectorLoop loop) implements ByteStream {

  @Override
  public InputStream in() throws IOException {
    channel.configureBlocking(true);
    return Channels.newInputStream(channel);
  }

  @Override
  public OutputStream out() throws IOException {
    channel.configureBlocking(true);
    return Channels.newOutputStream(channel);
  }

  @Override
  public Link link() throws IOException {
    return loop.link(channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
