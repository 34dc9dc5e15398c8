package dev.consolegw.gateway.shell;

import dev.consolegw.gateway.session.ExecStreams;
import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestProcess;
import dev.consolegw.gateway.shell.guest.GuestProcess.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client's channel and a process in the guest, joined stream by stream, each on a virtual thread.
 */
final class ProcessSession {
  private static final int PIECE = 16 * 1024;

  private final ExecStreams io;
  private final GuestProcess process;
  private final Executor tasks;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final int keeps;
  private final AtomicLong in = new AtomicLong();
  private final AtomicLong out = new AtomicLong();

  /**
   * One that has begun.
   *
   * @param keeps how many of the first bytes that are printed are kept
   * @param tasks a virtual thread for each stream
   */
  ProcessSession(ExecStreams io, GuestProcess process, int keeps, Executor tasks) {
    this.keeps = keeps;
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
      var shown = copying(new Kept(process.stdout()), io.out());
      var errors = copying(new Kept(process.stderr()), io.err());
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

  /** The first of them, in the order in which they came, a character a byte. */
  String kept() {
    synchronized (kept) {
      return kept.toString(StandardCharsets.ISO_8859_1);
    }
  }

  /** What a process prints, of which the first bytes are kept. */
  private final class Kept extends FilterInputStream {
    Kept(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] into, int start, int length) throws IOException {
      int count = in.read(into, start, length);
      synchronized (kept) {
        kept.write(into, start, Math.clamp(count, 0, keeps - kept.size()));
      }
      return count;
    }
  }

  /** The same for the client. */
  static ExecStreams.End told(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Exited(int status) -> new ExecStreams.End.Status(status);
      case Outcome.Signalled(var name) -> new ExecStreams.End.Signal(name);
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
