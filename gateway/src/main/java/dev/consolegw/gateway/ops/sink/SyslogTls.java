package dev.consolegw.gateway.ops.sink;

import dev.consolegw.config.value.HostPort;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Octet-counted messages over TLS (RFC 5425). The server's certificate must be trusted and bear its
 * name; a CA file is read at every connection. A server that takes nothing for {@link #PATIENCE} is
 * left, and what it was being told is told again. It acknowledges nothing, so what was on its way
 * when it hung up is lost, and nobody can say how much that was; where it vanishes without a word,
 * keepalive notices while nothing is on its way, and the system's own patience otherwise.
 *
 * <p>One thread, which waits for the network; the timer's cuts it off.
 */
public final class SyslogTls implements SyslogTransport {
  /** How long connecting may take, and each message. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long a server may take to take that nothing more comes. */
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  /** After so long without a word the system asks whether the server is there. */
  static final int IDLE_SECONDS = 30;

  /** How long it waits for each answer. */
  static final int PROBE_SECONDS = 10;

  /** After so many without an answer the connection is over. */
  static final int PROBES = 3;

  /**
   * Bytes that the system keeps for the server: what is lost with one that vanishes without a word.
   */
  static final int SEND_BUFFER = 64 * 1024;

  private static final int CA_LIMIT = 4 << 20;

  private final HostPort at;
  private final Optional<Path> ca;
  private final ScheduledExecutorService timer;
  private final AtomicLong ended = new AtomicLong();
  private volatile @Nullable Connection connection; // of the thread, and of the end

  /** One connection, until either side ends it. */
  private static final class Connection {
    private final Socket below;
    private final SSLSocket above;
    private final OutputStream out;
    private final AtomicLong ended;
    private final AtomicBoolean isEnded = new AtomicBoolean();
    private volatile boolean writing;

    Connection(Socket below, SSLSocket above, AtomicLong ended) throws IOException {
      this.below = below;
      this.ended = ended;
      this.above = above;
      this.out = above.getOutputStream();
      var in = above.getInputStream();
      Thread.ofVirtual().name("syslog-end").start(() -> awaitEnd(in));
    }

    /** A server has nothing to say: what it says is thrown away, up to the end. */
    private void awaitEnd(InputStream in) {
      var unheard = new byte[1024];
      try {
        int count = 0;
        while (count >= 0) {
          count = in.read(unheard);
        }
      } catch (IOException gone) {
        // That is an end, too.
      }
      end();
    }

    void write(byte[] frame) throws IOException {
      writing = true;
      try {
        out.write(frame);
        out.flush();
      } finally {
        writing = false;
      }
    }

    /**
     * Says that no more comes (RFC 5425, 4.4), and ends it. Nothing is said behind a message that
     * is on its way: that would wait for it, and it is to be cut off.
     */
    void leave(ScheduledExecutorService timer) {
      if (writing || isEnded.get()) {
        end();
        return;
      }
      try {
        var late = timer.schedule(this::end, GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
        above.shutdownOutput();
        late.cancel(false);
      } catch (IOException | RejectedExecutionException unsaid) {
        // It is left without a word.
      } finally {
        end();
      }
    }

    /** Below TLS: a goodbye could wait behind what nobody takes. */
    void end() {
      if (isEnded.compareAndSet(false, true)) {
        ended.incrementAndGet();
      }
      try {
        below.close();
      } catch (IOException ended) {
        // It is gone either way.
      }
    }
  }

  /**
   * Connects nowhere yet.
   *
   * @param ca whose certificates are trusted; empty for the system's
   * @param timer its tasks are short
   */
  public SyslogTls(HostPort at, Optional<Path> ca, ScheduledExecutorService timer) {
    this.at = at;
    this.ca = ca;
    this.timer = timer;
  }

  @Override
  public void send(byte[] message) throws IOException {
    var to = connection;
    if (to == null || to.isEnded.get()) {
      drop();
      to = connect();
      connection = to;
    }
    var count = (message.length + " ").getBytes(StandardCharsets.US_ASCII);
    var frame = new byte[count.length + message.length];
    System.arraycopy(count, 0, frame, 0, count.length);
    System.arraycopy(message, 0, frame, count.length, message.length);
    var late = timer.schedule(to::end, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    try {
      to.write(frame);
    } catch (IOException trouble) {
      drop();
      throw new IOException("%s takes nothing: %s".formatted(at, trouble.getMessage()), trouble);
    } finally {
      late.cancel(false);
    }
  }

  /**
   * How many connections have come to an end since it was made: what was sent before on one of them
   * may not have arrived. Any thread.
   */
  public long ended() {
    return ended.get();
  }

  private Connection connect() throws IOException {
    var address = new InetSocketAddress(at.host(), at.port());
    if (address.isUnresolved()) {
      throw new UnknownHostException("there is no host " + at.host());
    }
    var below = new Socket();
    var late = timer.schedule(() -> close(below), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    try {
      keepAlive(below);
      below.setSendBufferSize(SEND_BUFFER);
      below.connect(address, Math.toIntExact(PATIENCE.toMillis()));
      var above =
          (SSLSocket) context().getSocketFactory().createSocket(below, at.host(), at.port(), true);
      var parameters = above.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      above.setSSLParameters(parameters);
      above.startHandshake();
      return new Connection(below, above, ended);
    } catch (IOException | GeneralSecurityException trouble) {
      close(below);
      throw new IOException(
          "cannot connect to %s: %s".formatted(at, trouble.getMessage()), trouble);
    } finally {
      late.cancel(false);
    }
  }

  /** Has the system look whether the server is there; some know not how often. */
  static void keepAlive(Socket socket) throws IOException {
    set(socket, ExtendedSocketOptions.TCP_KEEPIDLE, IDLE_SECONDS);
    set(socket, ExtendedSocketOptions.TCP_KEEPINTERVAL, PROBE_SECONDS);
    set(socket, ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
    socket.setKeepAlive(true);
  }

  private static <T> void set(Socket socket, SocketOption<T> option, T value) throws IOException {
    if (socket.supportedOptions().contains(option)) {
      socket.setOption(option, value);
    }
  }

  private SSLContext context() throws IOException, GeneralSecurityException {
    return trusting(ca);
  }

  /**
   * Trusts these authorities alone. Waits for the disk.
   *
   * @param ca a file of certificates in PEM; empty for the system's
   */
  public static SSLContext trusting(Optional<Path> ca)
      throws IOException, GeneralSecurityException {
    if (ca.isEmpty()) {
      return SSLContext.getDefault();
    }
    var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (var in = Files.newInputStream(ca.get())) {
      for (var certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(in.readNBytes(CA_LIMIT)))) {
        trusted.setCertificateEntry("ca-" + trusted.size(), certificate);
      }
    }
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException ended) {
      // It is gone either way.
    }
  }

  private void drop() {
    var last = connection;
    connection = null;
    if (last != null) {
      last.end();
    }
  }

  @Override
  public void close() {
    var last = connection;
    connection = null;
    if (last != null) {
      last.leave(timer);
    }
  }
}
