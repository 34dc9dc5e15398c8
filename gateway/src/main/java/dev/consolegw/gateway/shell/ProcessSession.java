package dev.consolegw.gateway.shell;

import dev.consolegw.gateway.session.ExecStreams;
import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestProcess;
import dev.consolegw.gateway.shell.guest.GuestProcess.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client's channel and a process in the guest, joined stream by stream, each on a virtual thread.
 */
final class ProcessSession {
  /** What shells add to the number of a signal for an exit status. */
  private static final int SIGNALLED = 128;

  private static final int UNKNOWN_SIGNAL = 255 - SIGNALLED - 1;

  private static final Map<String, Integer> SIGNALS =
      Map.ofEntries(
          Map.entry("HUP", 1),
          Map.entry("INT", 2),
          Map.entry("QUIT", 3),
          Map.entry("ILL", 4),
          Map.entry("TRAP", 5),
          Map.entry("ABRT", 6),
          Map.entry("BUS", 7),
          Map.entry("FPE", 8),
          Map.entry("KILL", 9),
          Map.entry("USR1", 10),
          Map.entry("SEGV", 11),
          Map.entry("USR2", 12),
          Map.entry("PIPE", 13),
          Map.entry("ALRM", 14),
          Map.entry("TERM", 15));

  private static final int PIECE = 16 * 1024;

  private final ExecStreams io;
  private final GuestProcess process;
  private final Executor tasks;
  private final AtomicLong in = new AtomicLong();
  private final AtomicLong out = new AtomicLong();

  /**
   * One that has begun.
   *
   * @param tasks a virtual thread for each stream
   */
  ProcessSession(ExecStreams io, GuestProcess process, Executor tasks) {
    this.io = io;
    this.process = process;
    this.tasks = tasks;
  }

  /**
   * Runs to the end of the process, and of what it prints.
   *
   * @throws GuestException when the guest is lost
   * @throws IOException when the client is gone
   */
  Outcome run() throws IOException {
    try (process) {
      io.whenGone(process::close);
      io.whenAsked(new Requests());
      tasks.execute(this::feed);
      var shown = copying(process.stdout(), io.out());
      var errors = copying(process.stderr(), io.err());
      var outcome = process.await();
      await(shown);
      await(errors);
      return outcome;
    }
  }

  /** Ends it as if the client were gone. */
  void hangUp() {
    process.close();
  }

  /** Bytes that the client has sent. */
  long bytesIn() {
    return in.get();
  }

  /** Bytes that the process has printed. */
  long bytesOut() {
    return out.get();
  }

  /** The exit status that tells the same: 128 and the number of a signal, as shells do. */
  static int status(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Exited(int status) -> status;
      case Outcome.Signalled(var name) -> SIGNALLED + SIGNALS.getOrDefault(name, UNKNOWN_SIGNAL);
    };
  }

  /** An end of input is one only where the client has said so; else it is gone, or is to go. */
  private void feed() {
    try {
      var stdin = process.stdin();
      copy(io.in(), stdin, in);
      stdin.close();
    } catch (IOException over) {
      process.close();
    }
  }

  private CompletableFuture<Void> copying(InputStream from, OutputStream to) {
    var done = new CompletableFuture<Void>();
    tasks.execute(() -> {
      try {
        copy(from, to, out);
        done.complete(null);
      } catch (IOException failure) {
        process.close();
        done.completeExceptionally(failure);
      } catch (RuntimeException bug) {
        process.close();
        done.completeExceptionally(bug);
        throw bug;
      }
    });
    return done;
  }

  private static void copy(InputStream from, OutputStream to, AtomicLong counter)
      throws IOException {
    var piece = new byte[PIECE];
    for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
      to.write(piece, 0, count);
      to.flush();
      counter.addAndGet(count);
    }
  }

  private static void await(CompletableFuture<Void> copied) throws IOException {
    try {
      copied.join();
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof IOException cutOff) {
        throw cutOff;
      }
      throw failure;
    }
  }

  private final class Requests implements ExecStreams.Asked {
    @Override
    public void resized(int columns, int rows) {
      process.resize(columns, rows);
    }

    @Override
    public void signalled(String name) {
      process.signal(name);
    }
  }
}
