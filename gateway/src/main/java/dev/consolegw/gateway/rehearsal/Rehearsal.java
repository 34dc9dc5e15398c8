package dev.consolegw.gateway.rehearsal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A handful of people at a console that echoes, with OpenSSH's client: they come and go, type keys
 * one at a time, and send much and get it back. Each act has its share of the time, so that a busy
 * machine does less of it and not longer.
 *
 * <p>One thread, which waits for the clients.
 */
public final class Rehearsal {
  /** All acts together, the way to the console not counted. */
  private static final Duration AT_MOST = Duration.ofSeconds(4);

  /** A client has this long from its start to its end; on a busy machine it needs some of it. */
  private static final Duration HUNG = Duration.ofSeconds(12);

  private static final byte HELLO = 'h';
  private static final int CONNECTS = 40;
  private static final int KEYS = 5_000;
  private static final int TRANSFERS = 3;
  private static final int TRANSFER = 8 * 1024 * 1024;

  /** So much is under way at once: less than pipes and windows hold. */
  private static final int PIECE = 32 * 1024;

  private static final Duration LEAVES_WITHIN = Duration.ofSeconds(1);

  private final List<String> ssh;

  /**
   * @param ssh the client's whole command line, up to the name of the console
   */
  public Rehearsal(List<String> ssh) {
    this.ssh = List.copyOf(ssh);
  }

  /**
   * Plays all acts.
   *
   * @throws InterruptedIOException when a client hangs, after {@link #HUNG}
   * @throws IOException when there is no client, or it does not get to the console
   */
  public void run() throws IOException {
    typeKeys(AT_MOST.dividedBy(3));
    transfer(AT_MOST.dividedBy(3));
    comeAndGo(AT_MOST.dividedBy(3));
  }

  private void comeAndGo(Duration atMost) throws IOException {
    long end = end(atMost);
    for (int i = 0; i < CONNECTS && System.nanoTime() < end; i++) {
      if (i % 10 == 9) {
        try (var client = new Client("list")) {
          client.readToEnd();
        }
      } else {
        try (var client = new Client()) {
          client.greet();
        }
      }
    }
  }

  private void typeKeys(Duration atMost) throws IOException {
    try (var client = new Client("-tt")) {
      client.greet();
      long end = end(atMost);
      for (int i = 0; i < KEYS && System.nanoTime() < end; i++) {
        client.sendAndGet(new byte[] {(byte) ('a' + i % 26)});
      }
    }
  }

  private void transfer(Duration atMost) throws IOException {
    var piece = new byte[PIECE];
    for (int i = 0; i < TRANSFERS; i++) {
      try (var client = new Client()) {
        client.greet();
        long end = end(atMost.dividedBy(TRANSFERS));
        for (int sent = 0; sent < TRANSFER && System.nanoTime() < end; sent += PIECE) {
          client.sendAndGet(piece);
        }
      }
    }
  }

  private static long end(Duration atMost) {
    return System.nanoTime() + atMost.toNanos();
  }

  /** One that has come to the console. */
  private final class Client implements AutoCloseable {
    private final Process process;
    private final InputStream out;
    private volatile boolean isHung;

    Client(String... more) throws IOException {
      var words = new ArrayList<>(ssh);
      words.addAll(words.size() - 1, List.of(more).stream().filter(Client::isOption).toList());
      words.addAll(List.of(more).stream().filter(word -> !isOption(word)).toList());
      var builder = new ProcessBuilder(words);
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      process = start(builder);
      out = process.getInputStream();
      CompletableFuture.delayedExecutor(HUNG.toMillis(), TimeUnit.MILLISECONDS)
          .execute(this::giveUp);
    }

    /**
     * Whoever waits for it then waits no longer, whatever it has started and does not listen to.
     */
    private void giveUp() {
      if (process.isAlive()) {
        isHung = true;
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }

    private IOException ended(String when) {
      return isHung
          ? new InterruptedIOException(
              "the OpenSSH client hung for %d s".formatted(HUNG.toSeconds()))
          : new EOFException("the client ended" + when);
    }

    private static Process start(ProcessBuilder client) throws IOException {
      try {
        return client.start();
      } catch (IOException none) {
        throw new IOException("there is no OpenSSH client to rehearse with", none);
      }
    }

    private static boolean isOption(String word) {
      return word.startsWith("-");
    }

    /** Waits until the console answers; whoever is the first of all hears its greeting, too. */
    void greet() throws IOException {
      send(new byte[] {HELLO});
      int heard = out.read();
      while (heard >= 0 && heard != HELLO) {
        heard = out.read();
      }
      if (heard < 0) {
        throw ended(" before the console answered");
      }
    }

    private void send(byte[] bytes) throws IOException {
      process.getOutputStream().write(bytes);
      process.getOutputStream().flush();
    }

    void sendAndGet(byte[] bytes) throws IOException {
      send(bytes);
      if (out.readNBytes(bytes.length).length < bytes.length) {
        throw ended("");
      }
    }

    void readToEnd() throws IOException {
      byte[] _ = out.readAllBytes();
      if (isHung) {
        throw ended("");
      }
    }

    @Override
    public void close() throws IOException {
      process.destroy();
      var _ =
          process
              .onExit()
              .completeOnTimeout(process, LEAVES_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
              .join();
      out.close();
    }
  }
}
