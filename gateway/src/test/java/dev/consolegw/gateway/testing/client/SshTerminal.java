package dev.consolegw.gateway.testing.client;

import dev.consolegw.gateway.testing.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** An ssh client in a terminal of its own, which shows stdout and stderr as they come. */
public final class SshTerminal implements AutoCloseable {
  private static final int HEADER = 1 + Integer.BYTES;

  private final Peer peer;
  private final Path script;

  private SshTerminal(Path script, List<String> words) {
    this.script = script;
    this.peer = new Peer(Ssh.start(new ProcessBuilder(words)));
  }

  /** Starts any other program in a terminal. */
  public static SshTerminal start(int rows, int columns, List<String> ssh) {
    try (var source = SshTerminal.class.getResourceAsStream("terminal.py")) {
      var script = Files.createTempFile("terminal", ".py");
      Files.write(script, Objects.requireNonNull(source).readAllBytes());
      var words = new ArrayList<>(List.of("/usr/bin/python3", "-I", script.toString()));
      words.addAll(List.of(String.valueOf(rows), String.valueOf(columns)));
      words.addAll(ssh);
      return new SshTerminal(script, words);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Types keys. */
  public void type(String keys) {
    frame('k', keys.getBytes(StandardCharsets.UTF_8));
  }

  /** Gives the terminal another size; the client gets SIGWINCH. */
  public void resize(int rows, int columns) {
    frame('s', ByteBuffer.allocate(4).putShort((short) rows).putShort((short) columns).array());
  }

  private void frame(char letter, byte[] body) {
    peer.write(
        ByteBuffer.allocate(HEADER + body.length)
            .put((byte) letter)
            .putInt(body.length)
            .put(body)
            .array());
  }

  /** Waits for text on the terminal and forgets everything up to its end. */
  public void await(String text) {
    peer.out().await(text);
  }

  /** Waits for text and forgets nothing: all that was shown since the last other wait. */
  public String shown(String text) {
    return peer.out().awaitWithin(text);
  }

  /** Waits until it is attached, and past the line that says so. */
  public SshTerminal attached() {
    await("console: attached server=");
    await("\r\n");
    return this;
  }

  /** What the terminal has shown since the last wait, one character a byte. */
  public String screen() {
    return peer.out().soFar();
  }

  /** Waits for its end; what ssh says at the very end is on the screen too. */
  public int exitCode() {
    return peer.exitCode(this::screen);
  }

  /** Stops the client as Ctrl-Z in another window would. */
  public void suspend() {
    client().forEach(ssh -> Peer.signal(ssh, "STOP"));
  }

  public void resume() {
    client().forEach(ssh -> Peer.signal(ssh, "CONT"));
  }

  private List<ProcessHandle> client() {
    return peer.process().toHandle().children().toList();
  }

  @Override
  public void close() {
    peer.close();
    try {
      Files.deleteIfExists(script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
