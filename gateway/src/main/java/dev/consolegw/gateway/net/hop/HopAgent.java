package dev.consolegw.gateway.net.hop;

import dev.consolegw.gateway.net.Deadline;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.sshd.agent.common.AbstractAgentProxy;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * An agent behind its UNIX socket (draft-miller-ssh-agent). Each question is answered within {@link
 * #ANSWER} or the agent is cut off; on the hop's thread, which waits for it.
 */
final class HopAgent extends AbstractAgentProxy {
  /** How long it may take, for some ask a person or a token. */
  static final Duration ANSWER = Duration.ofSeconds(5);

  private static final int MOST = 256 * 1024;

  private final SocketChannel socket;
  private final ScheduledExecutorService timer;

  private HopAgent(SocketChannel socket, ScheduledExecutorService timer) {
    super(null);
    this.socket = socket;
    this.timer = timer;
  }

  /** Connects to one; never waits: such a socket takes a connection at once or not at all. */
  static HopAgent at(Path path, ScheduledExecutorService timer) throws IOException {
    var socket = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      socket.configureBlocking(false);
      if (!socket.connect(UnixDomainSocketAddress.of(path))) {
        throw new IOException("the agent takes no connection");
      }
      socket.configureBlocking(true);
      return new HopAgent(socket, timer);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  protected Buffer request(Buffer question) throws IOException {
    try (var _ = Deadline.in(ANSWER).guard(socket, timer)) {
      var out = ByteBuffer.wrap(question.array(), question.rpos(), question.available());
      while (out.hasRemaining()) {
        socket.write(out);
      }
      int length = read(Integer.BYTES).getInt();
      if (length < 1 || length > MOST) {
        throw new IOException("the agent's answer has " + length + " bytes");
      }
      return new ByteArrayBuffer(read(length).array());
    }
  }

  private ByteBuffer read(int count) throws IOException {
    var into = ByteBuffer.allocate(count);
    while (into.hasRemaining()) {
      if (socket.read(into) < 0) {
        throw new IOException("the agent hung up");
      }
    }
    return into.flip();
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
