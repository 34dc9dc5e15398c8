package dev.consolegw.gateway.ops.http;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Set;

/** A channel that a selector cannot have: the system does not make it one that never waits. */
final class Unready extends SocketChannel {
  private final SocketChannel real;

  Unready(SocketChannel real) {
    super(real.provider());
    this.real = real;
  }

  @Override
  protected void implConfigureBlocking(boolean block) throws IOException {
    throw new IOException("it cannot be so");
  }

  @Override
  protected void implCloseSelectableChannel() throws IOException {
    real.close();
  }

  @Override
  public SocketChannel bind(SocketAddress local) throws IOException {
    return real.bind(local);
  }

  @Override
  public <T> SocketChannel setOption(SocketOption<T> name, T value) throws IOException {
    return real.setOption(name, value);
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return real.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return real.supportedOptions();
  }

  @Override
  public SocketChannel shutdownInput() throws IOException {
    return real.shutdownInput();
  }

  @Override
  public SocketChannel shutdownOutput() throws IOException {
    return real.shutdownOutput();
  }

  @Override
  public Socket socket() {
    return real.socket();
  }

  @Override
  public boolean isConnected() {
    return real.isConnected();
  }

  @Override
  public boolean isConnectionPending() {
    return real.isConnectionPending();
  }

  @Override
  public boolean connect(SocketAddress remote) throws IOException {
    return real.connect(remote);
  }

  @Override
  public boolean finishConnect() throws IOException {
    return real.finishConnect();
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    return real.getRemoteAddress();
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return real.getLocalAddress();
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return real.read(into);
  }

  @Override
  public long read(ByteBuffer[] into, int from, int count) throws IOException {
    return real.read(into, from, count);
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    return real.write(bytes);
  }

  @Override
  public long write(ByteBuffer[] bytes, int from, int count) throws IOException {
    return real.write(bytes, from, count);
  }
}
