package dev.consolegw.gateway.testing.client;

import dev.consolegw.gateway.testing.Peer;
import dev.consolegw.gateway.testing.TypedBytes;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** An ssh client on plain pipes: stdout and stderr apart. */
public final class SshPipes implements AutoCloseable {
  private final Peer peer;

  SshPipes(Process process) {
    peer = new Peer(process);
  }

  public void type(String text) {
    type(text.getBytes(StandardCharsets.UTF_8));
  }

  public void type(byte[] bytes) {
    peer.write(bytes);
  }

  /** All that it is to read; it may end before it has read all of it. */
  void offer(byte[] bytes) {
    try {
      type(bytes);
      endInput();
    } catch (UncheckedIOException ended) {
      // How it ended is looked at next.
    }
  }

  /** Ends its stdin. */
  public void endInput() {
    peer.endInput();
  }

  /** Its stdout. */
  public TypedBytes out() {
    return peer.out();
  }

  /** Waits for text on stdout and forgets everything up to its end. */
  public void awaitOut(String text) {
    peer.out().await(text);
  }

  /** Waits for text on stderr and forgets everything up to its end. */
  public void awaitNotice(String text) {
    peer.err().await(text);
  }

  /** Waits until it is attached. */
  public SshPipes attached() {
    awaitNotice("console: attached server=");
    awaitNotice("\n");
    return this;
  }

  /** Waits for its end. */
  public int exitCode() {
    return exitCode(TypedBytes.PATIENCE);
  }

  private int exitCode(Duration patience) {
    return peer.exitCode(
        () -> "stdout " + peer.out().soFar() + ", stderr " + peer.err().soFar(), patience);
  }

  /** Waits for its end; what was already awaited is no longer in it. */
  public Ssh.Result result() {
    return result(TypedBytes.PATIENCE);
  }

  /** The same for one that takes longer than others. */
  public Ssh.Result result(Duration patience) {
    int code = exitCode(patience);
    return new Ssh.Result(code, peer.out().soFar(), peer.err().soFar());
  }

  /** Whether it is still there after so long. */
  public boolean staysFor(Duration time) throws InterruptedException {
    return !peer.process().waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Stops the client as a suspended laptop would. */
  public void suspend() {
    Peer.signal(peer.process().toHandle(), "STOP");
  }

  public void resume() {
    Peer.signal(peer.process().toHandle(), "CONT");
  }

  @Override
  public void close() {
    peer.close();
  }
}
