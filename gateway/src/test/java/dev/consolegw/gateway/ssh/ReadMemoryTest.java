package dev.consolegw.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.ssh.channel.ReadBuffers;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.server.SshServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a socket is read with, by what comes of it. */
class ReadMemoryTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SshSockets sockets = new SshSockets(threads, UnaryOperator.identity());
  private final LinkedBlockingQueue<byte[]> reads = new LinkedBlockingQueue<>();
  private final SshServer server = SshServer.setUpDefaultServer();
  private int port;

  @BeforeEach
  void listen() throws Exception {
    var acceptor = sockets.create(server).createAcceptor(new Reads());
    var local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    acceptor.bind(local);
    port = ((InetSocketAddress) acceptor.getBoundAddresses().iterator().next()).getPort();
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  /** Keeps each read as it came. */
  private final class Reads implements IoHandler {
    @Override
    public void sessionCreated(IoSession session) {}

    @Override
    public void sessionClosed(IoSession session) {}

    @Override
    public void exceptionCaught(IoSession session, Throwable cause) {}

    @Override
    public void messageReceived(IoSession session, Readable message) {
      var bytes = new byte[message.available()];
      message.getRawBytes(bytes, 0, bytes.length);
      reads.add(bytes);
    }
  }

  private byte[] next() throws InterruptedException {
    var read = reads.poll(10, TimeUnit.SECONDS);
    assertThat(read).isNotNull();
    return read;
  }

  private byte[] read(int count) throws InterruptedException {
    var all = new ByteArrayOutputStream();
    while (all.size() < count) {
      all.writeBytes(next());
    }
    return all.toByteArray();
  }

  @Test
  void whoTypesAgainAfterMuchHasGivenTheLargeMemoryBack() throws Exception {
    try (var client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      var out = client.getOutputStream();
      out.write('a');
      assertThat(next()).containsExactly('a');
      assertThat(sockets.buffers().waiting()).isZero();

      var much = new byte[1 << 20];
      new Random(1).nextBytes(much);
      out.write(much);
      assertThat(read(much.length)).isEqualTo(much);

      out.write('b');
      assertThat(next()).containsExactly('b');
      out.write('c');
      assertThat(next()).containsExactly('c'); // by now it is given back
      assertThat(sockets.buffers().waiting()).isEqualTo(1);
    }
  }

  @Test
  void muchIsReadInLargePieces() throws Exception {
    try (var client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      var much = new byte[8 << 20];
      client.getOutputStream().write(much);

      long begun = much.length;
      int pieces = 0;
      while (begun > 0) {
        var piece = next();
        assertThat(piece.length).isBetween(1, ReadBuffers.MUCH);
        begun -= piece.length;
        pieces++;
      }
      assertThat(pieces).isLessThan(much.length / ReadBuffers.LITTLE / 4);
    }
  }

  @Test
  void whatComesInPiecesOfAnySizeArrivesWholeAndInOrder() throws Exception {
    var random = new Random(7);
    try (var client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.setTcpNoDelay(true);
      for (int i = 0; i < 300; i++) {
        int most = random.nextInt(3) == 0 ? 100_000 : 2 * ReadBuffers.LITTLE;
        var piece = new byte[1 + random.nextInt(most)];
        random.nextBytes(piece);
        client.getOutputStream().write(piece);
        assertThat(read(piece.length)).isEqualTo(piece);
      }
    }
  }
}
