package dev.consolegw.gateway.testing;

import dev.consolegw.gateway.testing.client.Ssh;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Any program that runs beside the test, on plain pipes; gone when the test ends. */
public final class Program implements AutoCloseable {
  private final Peer peer;

  private Program(Process process) {
    peer = new Peer(process);
  }

  public static Program start(List<String> words) {
    return start(words, Path.of("."), Map.of());
  }

  /**
   * Starts one.
   *
   * @param folder where it runs
   * @param environment what it knows beyond our own environment
   */
  public static Program start(List<String> words, Path folder, Map<String, String> environment) {
    var builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().putAll(environment);
    try {
      return new Program(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs one to its end, with nothing on stdin, and expects success. */
  public static String run(String... words) {
    try (var program = start(List.of(words))) {
      program.endInput();
      var result = program.result();
      if (result.exitCode() != 0) {
        throw new AssertionError(List.of(words) + " came to " + result);
      }
      return result.out();
    }
  }

  public void type(byte[] bytes) {
    peer.write(bytes);
  }

  public void type(String text) {
    type(text.getBytes(StandardCharsets.UTF_8));
  }

  public void endInput() {
    peer.endInput();
  }

  public TypedBytes out() {
    return peer.out();
  }

  public TypedBytes err() {
    return peer.err();
  }

  public ProcessHandle handle() {
    return peer.process().toHandle();
  }

  /** Sends it a signal, such as {@code INT}. */
  public void signal(String name) {
    Peer.signal(handle(), name);
  }

  /** Waits for its end; what was already awaited is no longer in it. */
  public Ssh.Result result() {
    return result(TypedBytes.PATIENCE);
  }

  /** The same for one that takes longer than others. */
  public Ssh.Result result(Duration patience) {
    int code =
        peer.exitCode(
            () -> "stdout " + peer.out().soFar() + ", stderr " + peer.err().soFar(), patience);
    return new Ssh.Result(code, peer.out().soFar(), peer.err().soFar());
  }

  @Override
  public void close() {
    peer.close();
  }
}
