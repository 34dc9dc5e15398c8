package dev.consolegw.gateway.shell.link;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** One direction of a line that takes so many bytes a second, and queues what is more. */
final class Metered implements AutoCloseable {
  private static final int QUEUED = 64 * 1024;

  private final LinkedBlockingQueue<Byte> queue = new LinkedBlockingQueue<>(QUEUED);
  private final Thread thread;

  Metered(int rate, Consumer<byte[]> end) {
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("metered-line")
            .start(() -> {
              try {
                long free = System.nanoTime();
                while (true) {
                  var bytes = new byte[] {queue.take()};
                  free = Math.max(free, System.nanoTime() - 2_000_000) + 1_000_000_000L / rate;
                  while (System.nanoTime() < free) {
                    LockSupport.parkNanos(free - System.nanoTime());
                  }
                  end.accept(bytes);
                }
              } catch (InterruptedException over) {
                // closed
              }
            });
  }

  void put(byte[] bytes) {
    try {
      for (byte each : bytes) {
        queue.put(each);
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
