package dev.consolegw.gateway.ssh;

import dev.consolegw.gateway.fault.Uncaught;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.session.ServerSessionImpl;

/** An SSH connection that knows when its client was last heard, and how many channels it has. */
final class GatewaySession extends ServerSessionImpl {
  private final AtomicInteger channels = new AtomicInteger();
  private volatile long heardAt = System.nanoTime();

  GatewaySession(ServerFactoryManager server, IoSession connection) throws Exception {
    super(server, connection);
  }

  static GatewaySession of(Session session) {
    return (GatewaySession) session;
  }

  @Override
  public void messageReceived(Readable bytes) throws Exception {
    heardAt = System.nanoTime();
    super.messageReceived(bytes);
  }

  /** What MINA caught anywhere below, an error among it. */
  @Override
  public void exceptionCaught(Throwable failure) {
    Uncaught.pass(failure);
    super.exceptionCaught(failure);
  }

  /** Counts a channel in; false when there are as many as may be. */
  boolean admitChannel(int most) {
    return channels.getAndUpdate(count -> Math.min(count + 1, most)) < most;
  }

  /** One that was admitted is gone. */
  void channelGone() {
    channels.decrementAndGet();
  }

  /** For how long nothing has come, answers to keepalives included. */
  Duration silentFor() {
    return Duration.ofNanos(System.nanoTime() - heardAt);
  }
}
