package dev.consolegw.gateway.testing;

import dev.consolegw.gateway.testing.client.Ssh;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A program that runs beside the test; what it prints is read at once and kept. */
public final class Peer implements AutoCloseable {
  private final Process process;
  private final Thread outReader;
  private final Thread errReader;
  private final TypedBytes out = new TypedBytes();
  private final TypedBytes err = new TypedBytes();

  public Peer(Process process) {
    this.process = process;
    this.outReader = read(process.getInputStream(), out);
    this.errReader = read(process.getErrorStream(), err);
  }

  private static Thread read(InputStream from, TypedBytes to) {
    return Thread.ofPlatform()
        .daemon()
        .start(() -> {
          var piece = new byte[64 * 1024];
          try {
            for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
              to.add(piece, 0, count);
            }
          } catch (IOException e) {
            // Closed by the test.
          }
        });
  }

  public TypedBytes out() {
    return out;
  }

  public TypedBytes err() {
    return err;
  }

  public Process process() {
    return process;
  }

  public void write(byte[] bytes) {
    try {
      process.getOutputStream().write(bytes);
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end, and until everything that it printed is here. */
  public int exitCode(Supplier<String> situation) {
    return exitCode(situation, TypedBytes.PATIENCE);
  }

  /** The same for one that takes longer than others. */
  public int exitCode(Supplier<String> situation, Duration patience) {
    try {
      process.onExit().get(patience.toSeconds(), TimeUnit.SECONDS);
      outReader.join();
      errReader.join();
      return process.exitValue();
    } catch (TimeoutException | InterruptedException | ExecutionException e) {
      throw new AssertionError("it still runs: " + situation.get(), e);
    }
  }

  /** Sends a signal, such as {@code STOP}. */
  public static void signal(ProcessHandle process, String name) {
    var kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()));
    if (Ssh.start(kill).onExit().join().exitValue() != 0) {
      throw new AssertionError("no such process: " + process.pid());
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
