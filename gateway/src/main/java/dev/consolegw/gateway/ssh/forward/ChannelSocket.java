package dev.consolegw.gateway.ssh.forward;

import dev.consolegw.gateway.fault.Uncaught;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.future.DefaultCloseFuture;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoService;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.jspecify.annotations.Nullable;

/**
 * A channel of one connection as the socket of another one. What comes and what goes are handed on
 * by a virtual thread each: so nobody ever holds a lock of both connections at once, and what is
 * slow inside holds nobody up outside.
 *
 * <p>Any thread; nothing blocks whoever calls.
 */
final class ChannelSocket extends AbstractCloseable implements IoSession, ChannelEnd {
  private final IoSession outer;
  private final IoHandler handler;
  private final Side channel;
  private final Map<Object, Object> attributes = new ConcurrentHashMap<>();
  private final AtomicInteger reasonsToStop = new AtomicInteger(1); // until it is begun
  private final SocketInput input = new SocketInput();
  private final SocketOutput output = new SocketOutput();
  private final DefaultCloseFuture flushed = new DefaultCloseFuture("flushed", null);
  private final Rounds reading = new Rounds(this::read, this::broken);
  private final Rounds writing = new Rounds(this::write, this::broken);

  /**
   * One from which nothing is read before {@link #begin}.
   *
   * @param outer the socket of the connection that has the channel
   * @param handler hears what comes
   */
  ChannelSocket(IoSession outer, IoHandler handler, Side channel) {
    this.outer = outer;
    this.handler = handler;
    this.channel = channel;
  }

  /** Makes the connection inside, and reads from now on. */
  @Override
  public void begin() throws Exception {
    handler.sessionCreated(this);
    resumeRead();
  }

  @Override
  public void received(byte[] bytes, int start, int length) {
    input.put(bytes, start, length);
    reading.ask();
  }

  @Override
  public void endOfInput() {
    input.end();
    reading.ask();
  }

  /** A connection inside has an end of its own. */
  @Override
  public boolean closedByClient(Runnable then) {
    return false;
  }

  @Override
  public void roomAgain() {
    writing.ask();
  }

  @Override
  public void abandon() {
    close(true);
  }

  private void read() {
    while (reasonsToStop.get() == 0 && !isClosing()) {
      var piece = input.take();
      if (piece.length == 0) {
        if (input.isAtEnd()) {
          close(true);
        }
        return;
      }
      try {
        handler.messageReceived(this, new ByteArrayBuffer(piece));
      } catch (Exception failure) {
        caught(failure);
      }
      channel.taken().accept(piece.length);
    }
  }

  private void caught(Exception failure) {
    Uncaught.pass(failure);
    try {
      handler.exceptionCaught(this, failure);
    } catch (Exception worse) {
      Uncaught.pass(worse);
      close(true);
    }
  }

  private void write() {
    try {
      if (!isClosed() && output.flush(channel.out()) && isClosing()) {
        flushed.setClosed();
      }
    } catch (IOException gone) {
      close(true);
    }
  }

  private void broken() {
    close(true);
  }

  @Override
  public IoWriteFuture writeBuffer(Buffer packet) {
    var written = output.put(packet);
    writing.ask();
    return written;
  }

  @Override
  public void suspendRead() {
    reasonsToStop.incrementAndGet();
  }

  /** More than one may want it stopped: it goes on when all let it. */
  @Override
  public void resumeRead() {
    if (reasonsToStop.decrementAndGet() == 0) {
      reading.ask();
    }
  }

  /** Does nothing: both ways of this socket end together. */
  @Override
  public void shutdownOutputStream() {}

  @Override
  protected CloseFuture doCloseGracefully() {
    output.end();
    writing.ask();
    return flushed;
  }

  @Override
  protected void doCloseImmediately() {
    Thread.startVirtualThread(this::gone);
    super.doCloseImmediately();
  }

  private void gone() {
    output.forget();
    flushed.setClosed();
    try {
      handler.sessionClosed(this);
    } catch (Exception neverBegun) {
      Uncaught.pass(neverBegun);
    }
    channel.ended().run();
  }

  @Override
  public long getId() {
    return outer.getId();
  }

  @Override
  public SocketAddress getRemoteAddress() {
    return outer.getRemoteAddress();
  }

  @Override
  public SocketAddress getLocalAddress() {
    return outer.getLocalAddress();
  }

  @Override
  public SocketAddress getAcceptanceAddress() {
    return outer.getAcceptanceAddress();
  }

  @Override
  public IoService getService() {
    return outer.getService();
  }

  @Override
  public @Nullable Object getAttribute(Object key) {
    return attributes.get(key);
  }

  @Override
  public @Nullable Object setAttribute(Object key, Object value) {
    return attributes.put(key, value);
  }

  @Override
  public @Nullable Object setAttributeIfAbsent(Object key, Object value) {
    return attributes.putIfAbsent(key, value);
  }

  @Override
  public @Nullable Object removeAttribute(Object key) {
    return attributes.remove(key);
  }
}
