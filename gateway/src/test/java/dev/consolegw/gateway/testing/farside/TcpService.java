package dev.consolegw.gateway.testing.farside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Something that listens at a port of the loopback, with a thread for each who comes. */
public final class TcpService implements AutoCloseable {
  private final ServerSocket server;
  private final Set<Socket> callers = ConcurrentHashMap.newKeySet();
  private final Conversation conversation;

  /** What is done with one connection; then it is closed. */
  @FunctionalInterface
  public interface Conversation {
    void with(Socket caller) throws IOException;
  }

  private TcpService(Conversation conversation) {
    this.conversation = conversation;
    try {
      this.server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.startVirtualThread(this::serve);
  }

  public static TcpService of(Conversation conversation) {
    return new TcpService(conversation);
  }

  /** One that reads to the end, and only then says all that it has read. */
  public static TcpService answering() {
    return of(caller -> caller.getOutputStream().write(caller.getInputStream().readAllBytes()));
  }

  public int port() {
    return server.getLocalPort();
  }

  private void serve() {
    try {
      while (true) {
        var caller = server.accept();
        callers.add(caller);
        Thread.startVirtualThread(() -> serve(caller));
      }
    } catch (IOException closed) {
      // By the test.
    }
  }

  private void serve(Socket caller) {
    try (caller) {
      conversation.with(caller);
    } catch (IOException gone) {
      // So is its caller.
    } finally {
      callers.remove(caller);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (var caller : callers) {
        caller.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
