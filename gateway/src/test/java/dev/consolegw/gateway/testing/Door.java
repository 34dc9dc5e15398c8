package dev.consolegw.gateway.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** A listening socket of any kind. */
public interface Door extends Closeable {
  int BACKLOG = 1;

  Caller accept() throws IOException;

  @Override
  void close();

  /** One connection. */
  interface Caller extends Closeable {
    InputStream in() throws IOException;

    OutputStream out() throws IOException;

    void shutdownInput() throws IOException;

    void shutdownOutput() throws IOException;
  }

  static Door unix(Path path) {
    try {
      Files.deleteIfExists(path);
      var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(path), BACKLOG);
      return new Channel(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Door abstractName(String name) {
    try {
      var server = AFUNIXServerSocket.newInstance();
      server.bind(AFUNIXSocketAddress.inAbstractNamespace(name), BACKLOG);
      return new Sockets(server, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Sockets tcp(int port) {
    try {
      return new Sockets(new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Sockets tls(SSLContext context) {
    try {
      return new Sockets(
          context
              .getServerSocketFactory()
              .createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A UNIX socket in the file system. */
  record Channel(ServerSocketChannel server) implements Door {
    @Override
    public Caller accept() throws IOException {
      var channel = server.accept();
      return new Caller() {
        @Override
        public InputStream in() {
          return Channels.newInputStream(channel);
        }

        @Override
        public OutputStream out() {
          return Channels.newOutputStream(channel);
        }

        @Override
        public void shutdownInput() throws IOException {
          channel.shutdownInput();
        }

        @Override
        public void shutdownOutput() throws IOException {
          channel.shutdownOutput();
        }

        @Override
        public void close() throws IOException {
          channel.close();
        }
      };
    }

    @Override
    public void close() {
      closeQuietly(server);
    }
  }

  /** Everything that looks like a {@link ServerSocket}. */
  record Sockets(ServerSocket server, int port) implements Door {
    Sockets(ServerSocket server) {
      this(server, server.getLocalPort());
    }

    @Override
    public Caller accept() throws IOException {
      var socket = server.accept();
      return new Caller() {
        @Override
        public InputStream in() throws IOException {
          return socket.getInputStream();
        }

        @Override
        public OutputStream out() throws IOException {
          return socket.getOutputStream();
        }

        @Override
        public void shutdownInput() throws IOException {
          socket.shutdownInput();
        }

        @Override
        public void shutdownOutput() throws IOException {
          socket.shutdownOutput();
        }

        @Override
        public void close() throws IOException {
          socket.close();
        }
      };
    }

    @Override
    public void close() {
      closeQuietly(server);
    }
  }

  static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
