package dev.consolegw.gateway.shell.link.channel;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** One of a channel's outputs, to be read here. */
final class ChannelInput extends InputStream {
  private final Mux mux;
  private final Channel channel;
  private final Channel.Incoming incoming;

  ChannelInput(Mux mux, Channel channel, Channel.Incoming incoming) {
    this.mux = mux;
    this.channel = channel;
    this.incoming = incoming;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return length == 0 ? 0 : mux.read(channel, incoming, bytes, offset, length);
  }

  @Override
  public int available() {
    return mux.available(incoming);
  }
}
