package dev.consolegw.gateway.shell.link.channel;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** What goes to the far end of a channel. */
final class ChannelOutput extends OutputStream {
  private final Mux mux;
  private final Channel channel;

  ChannelOutput(Mux mux, Channel channel) {
    this.mux = mux;
    this.channel = channel;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    mux.write(channel, bytes, offset, length);
  }

  @Override
  public void close() {
    mux.endOutput(channel);
  }
}
