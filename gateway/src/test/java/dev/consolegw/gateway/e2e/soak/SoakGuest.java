package dev.consolegw.gateway.e2e.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A guest that echoes what is typed and prints by itself, some kilobytes ten times a second; some
 * die every few seconds and are there again at once. What it was told it forgets.
 */
final class SoakGuest implements AutoCloseable {
  private static final int EVERY_MILLIS = 100;
  private static final int LINES = 100;

  private final ServerSocket server = server();
  private final int dies;
  private volatile @Nullable Socket client;
  private volatile boolean isQuiet;
  private int printed; // of the clock's thread

  /**
   * One that is there from now on.
   *
   * @param dies after so many times that it has printed; 0 for never
   */
  SoakGuest(ScheduledExecutorService clock, int dies) {
    this.dies = dies;
    Thread.ofPlatform().name("soak-guest").daemon().start(this::serve);
    var _ =
        clock.scheduleWithFixedDelay(
            this::print, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static ServerSocket server() {
    try {
      return new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String address() {
    return "tcp://127.0.0.1:" + server.getLocalPort();
  }

  /** Prints no more, or again. */
  void quiet(boolean wanted) {
    isQuiet = wanted;
  }

  private void serve() {
    var buffer = new byte[4096];
    while (!server.isClosed()) {
      try (var caller = server.accept()) {
        client = caller;
        var in = caller.getInputStream();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          caller.getOutputStream().write(buffer, 0, count);
        }
      } catch (IOException gone) {
        // The next one may come.
      } finally {
        client = null;
      }
    }
  }

  private void print() {
    var caller = client;
    if (caller == null || isQuiet) {
      return;
    }
    try {
      if (dies > 0 && ++printed % dies == 0) {
        caller.close();
        return;
      }
      var text = "a line of a guest that is up and says so, again and again\r\n".repeat(LINES);
      caller.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException gone) {
      // It has been hung up meanwhile.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      var caller = client;
      if (caller != null) {
        caller.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
