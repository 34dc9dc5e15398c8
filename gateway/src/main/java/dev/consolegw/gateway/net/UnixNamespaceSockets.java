package dev.consolegw.gateway.net;

import dev.consolegw.gateway.backend.DialException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * Connects to names in Linux's abstract UNIX namespace, which the JDK cannot. Loads junixsocket's
 * native library on first use. Each link has a platform thread, as the library's blocking calls pin
 * virtual threads and its selector does not report a far side that hung up.
 */
final class UnixNamespaceSockets {
  private static final ThreadFactory THREADS =
      Thread.ofPlatform().name("console-abstract-", 0).daemon().factory();

  private final BlockingCalls slow;
  private final ScheduledExecutorService scheduler;

  UnixNamespaceSockets(BlockingCalls slow, ScheduledExecutorService scheduler) {
    this.slow = slow;
    this.scheduler = scheduler;
  }

  /** Blocks, until the deadline at most; meant for a virtual thread. */
  ByteStream connect(String name, Deadline deadline) throws DialException {
    try {
      var socket = slow.call(() -> open(name, deadline), deadline);
      return new SocketStream(
          socket.getInputStream(), socket.getOutputStream(), socket, THREADS, scheduler);
    } catch (IOException e) {
      throw SocketDialer.unixFailed("@" + name, e);
    }
  }

  /** On a slow call's thread. */
  private AFUNIXSocket open(String name, Deadline deadline) throws IOException {
    var socket = AFUNIXSocket.newInstance();
    try (var _ = deadline.guard(socket, scheduler)) {
      socket.connect(AFUNIXSocketAddress.inAbstractNamespace(name), deadline.millisLeft());
      if (deadline.hasPassed()) {
        throw new SocketTimeoutException("no answer in time"); // nobody waits for it any more
      }
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }
}
