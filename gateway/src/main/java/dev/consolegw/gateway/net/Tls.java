package dev.consolegw.gateway.net;

import static dev.consolegw.gateway.backend.Reason.Kind.REFUSED;

import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.transport.Endpoint;
import dev.consolegw.gateway.transport.TlsTrust;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS towards far sides: their certificate must be trusted and must bear their name. A CA file is
 * read at every dial, so that a new one needs no restart.
 */
final class Tls {
  private static final Duration FILE_BUDGET = Duration.ofSeconds(5);
  private static final int CA_LIMIT = 4 << 20;

  private final BlockingCalls slow;

  Tls(BlockingCalls slow) {
    this.slow = slow;
  }

  /**
   * Shakes hands over a connected channel. Blocks; whoever calls has a guard on the channel.
   *
   * @param server whose name the certificate must bear
   * @throws javax.net.ssl.SSLException when the far side is not trusted
   * @throws DialException when the CA file cannot be used
   */
  SSLSocket over(SocketChannel channel, Endpoint.Tcp server, TlsTrust trust) throws IOException {
    return over(channel.socket(), server, trust);
  }

  /** The same over any stream, with the same guard. */
  SSLSocket over(ByteStream stream, Endpoint.Tcp server, TlsTrust trust) throws IOException {
    return over(new StreamSocket(stream), server, trust);
  }

  private SSLSocket over(Socket below, Endpoint.Tcp server, TlsTrust trust) throws IOException {
    var context = trust.ca().isPresent() ? trusting(trust.ca().get()) : systemDefault();
    var socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(below, server.host(), server.port(), true);
    var parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /** The first time, the JDK reads its own file of certificates. */
  private SSLContext systemDefault() throws IOException {
    return slow.call(SSLContext::getDefault, Deadline.in(FILE_BUDGET));
  }

  private SSLContext trusting(Path ca) throws IOException {
    byte[] pem;
    try {
      pem = slow.call(() -> read(ca), Deadline.in(FILE_BUDGET));
    } catch (IOException e) {
      throw SocketDialer.failed(REFUSED, "the CA file " + ca + " cannot be read", e);
    }
    try {
      var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (var certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))) {
        trusted.setCertificateEntry("ca-" + trusted.size(), certificate);
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw SocketDialer.failed(REFUSED, "the CA file " + ca + " holds no certificate in PEM", e);
    }
  }

  private static byte[] read(Path ca) throws IOException {
    try (var in = Files.newInputStream(ca)) {
      return in.readNBytes(CA_LIMIT);
    }
  }

  /** As much of a socket as TLS needs below it. */
  private static final class StreamSocket extends Socket {
    private final ByteStream stream;

    StreamSocket(ByteStream stream) {
      this.stream = stream;
    }

    @Override
    public boolean isConnected() {
      return true;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return stream.in();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return stream.out();
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
