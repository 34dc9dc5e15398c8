package dev.consolegw.gateway.ops;

import dev.consolegw.gateway.Main;
import dev.consolegw.gateway.fault.Timer;
import dev.consolegw.gateway.fault.Uncaught;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The program itself, in which something runs out when a byte comes on stdin. Its arguments are
 * what, where, and then the program's own.
 */
final class Exhaustion {
  private static final int PIECE = 1 << 20;
  private static final long NO_MACHINE_HAS_IT = 1L << 50;

  private Exhaustion() {}

  enum What {
    HEAP,
    DIRECT_MEMORY,
    THREADS;

    /** Never comes back. */
    void exhaust() {
      List<Object> kept = new ArrayList<>();
      while (kept.size() < Integer.MAX_VALUE) {
        kept.add(
            switch (this) {
              case HEAP -> new byte[PIECE];
              case DIRECT_MEMORY -> ByteBuffer.allocateDirect(PIECE);
              case THREADS -> started(new Thread(null, () -> {}, "one more", NO_MACHINE_HAS_IT));
            });
      }
    }

    private static Thread started(Thread thread) {
      thread.start();
      return thread;
    }
  }

  enum Where {
    THREAD,
    VIRTUAL_THREAD,
    TIMER,
    FUTURE;

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a timer: that is the point
    void run(Runnable task) {
      switch (this) {
        case THREAD -> Thread.ofPlatform().start(task);
        case VIRTUAL_THREAD -> Thread.ofVirtual().start(task);
        case TIMER ->
            new Timer("timer", new ThreadPoolExecutor.AbortPolicy())
                .schedule(task, 1, TimeUnit.MILLISECONDS);
        case FUTURE -> {
          try {
            CompletableFuture.runAsync(task).join();
          } catch (CompletionException failure) {
            Uncaught.pass(failure);
          }
        }
      }
    }
  }

  public static void main(String[] args) {
    var what = What.valueOf(args[0]);
    var where = Where.valueOf(args[1]);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          awaitByte();
          where.run(what::exhaust);
        });
    Main.main(List.of(args).subList(2, args.length).toArray(String[]::new));
  }

  private static void awaitByte() {
    try {
      int _ = System.in.read();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
