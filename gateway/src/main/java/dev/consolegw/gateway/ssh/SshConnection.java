package dev.consolegw.gateway.ssh;

import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.front.SessionRouter;
import dev.consolegw.gateway.ops.SessionRegistry;
import dev.consolegw.gateway.terminal.Printable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.session.ServerSessionImpl;

/** An SSH connection that knows when its client was last heard, and how many channels it has. */
final class SshConnection extends ServerSessionImpl implements SessionRegistry.ClientConnection {
  private final AtomicInteger channels = new AtomicInteger();
  private volatile long heardAt = System.nanoTime();

  SshConnection(ServerFactoryManager server, IoSession connection) throws Exception {
    super(server, connection);
  }

  static SshConnection of(Session session) {
    return (SshConnection) session;
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

  @Override
  public IoWriteFuture writePacket(Buffer packet) throws IOException {
    return counted(packet, () -> super.writePacket(packet));
  }

  @Override
  public IoWriteFuture writePacket(Buffer packet, long atMost, TimeUnit unit) throws IOException {
    return counted(packet, () -> super.writePacket(packet, atMost, unit));
  }

  /** Sends a packet that counts as an answer, or one that does not. */
  private IoWriteFuture counted(Buffer packet, Writing writing) throws IOException {
    if (!Answers.isAnswer(packet.rawByte(packet.rpos()))) {
      return writing.begin();
    }
    int bytes = packet.available();
    var answers = SshSockets.answers(getIoSession());
    answers.queued(bytes);
    try {
      var written = writing.begin();
      written.addListener(_ -> answers.sent(bytes));
      return written;
    } catch (IOException | RuntimeException failure) {
      answers.sent(bytes);
      throw failure;
    }
  }

  /** Hands a packet on. */
  private interface Writing {
    IoWriteFuture begin() throws IOException;
  }

  /** RFC 4253, 11.4, for who has signed in. A stranger's first one ends the connection. */
  @Override
  protected IoWriteFuture notImplemented(int message, Buffer packet) throws Exception {
    if (!isAuthenticated()) {
      throw new SshException(
          SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR,
          "message %d is not expected before sign-in".formatted(message));
    }
    return super.notImplemented(message, packet);
  }

  /** For how long nothing has been read, since the client does not take what it has asked for. */
  Duration choked() {
    return SshSockets.answers(getIoSession()).stoppedFor();
  }

  /** Counts a channel in; false when there are as many as may be. */
  boolean admitChannel(int most) {
    return channels.getAndUpdate(count -> Math.min(count + 1, most)) < most;
  }

  /** One that was admitted is gone. */
  void channelGone() {
    channels.decrementAndGet();
  }

  /**
   * Who signed in here, as one of their channels has it.
   *
   * @param router numbers the session
   */
  Caller caller(SessionRouter router, Map<String, String> environment, boolean pty) {
    var identity = PublicKeyAuth.identity(this).orElseThrow();
    var session = router.session(identity, address());
    return new Caller(session, getUsername(), Map.copyOf(environment), pty);
  }

  private String address() {
    return getClientAddress() instanceof InetSocketAddress inet
        ? inet.getAddress().getHostAddress()
        : Printable.of(String.valueOf(getClientAddress())).toString();
  }

  @Override
  public CompletableFuture<Void> closed() {
    var closed = new CompletableFuture<Void>();
    addCloseFutureListener(_ -> closed.complete(null));
    return closed;
  }

  /** For how long nothing has come, answers to keepalives included. */
  Duration silentFor() {
    return Duration.ofNanos(System.nanoTime() - heardAt);
  }
}
