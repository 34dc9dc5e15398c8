package dev.consolegw.gateway.net.hop;

import dev.consolegw.gateway.net.ByteStream;
import dev.consolegw.gateway.net.Link;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** A channel through a hop, for what is said before it becomes a link. */
record HopStream(HopLink channel) implements ByteStream {

  @Override
  public InputStream in() {
    return new In(channel);
  }

  @Override
  public OutputStream out() {
    return new Out(channel);
  }

  @Override
  public Link link() {
    return channel;
  }

  @Override
  public void close() {
    channel.cut();
  }

  private static final class In extends InputStream {
    private final HopLink channel;

    In(HopLink channel) {
      this.channel = channel;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int start, int count) throws IOException {
      return count == 0 ? 0 : channel.read(into, start, count);
    }

    /** SSLSocket's reader is ended by closing what it reads from. */
    @Override
    public void close() {
      channel.cut();
    }
  }

  private static final class Out extends OutputStream {
    private final HopLink channel;

    Out(HopLink channel) {
      this.channel = channel;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int start, int count) throws IOException {
      channel.writeAll(ByteBuffer.wrap(bytes, start, count));
    }

    @Override
    public void close() {
      channel.cut();
    }
  }
}
