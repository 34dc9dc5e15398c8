package dev.consolegw.gateway.shell.signin;

import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestException.Kind;
import dev.consolegw.gateway.shell.guest.SerialLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Real programs at the far side of a terminal of their own, as on a serial line. */
final class PtyGuest implements SerialLine, AutoCloseable {
  private final Process process;
  private final Conversation conversation;
  private final StringBuilder shown = new StringBuilder(); // guarded by itself

  private PtyGuest(Process process) {
    this.process = process;
    this.conversation = new Conversation(this);
    Thread.ofPlatform().daemon().start(this::read);
  }

  /**
   * Starts them.
   *
   * @param folder of its own
   * @param script for {@code sh}, which has the terminal and whose end is the end of the line
   */
  static PtyGuest start(Path folder, String script) {
    try {
      var file = Files.writeString(folder.resolve("guest.sh"), script);
      var terminal = "EXEC:sh %s,pty,setsid,ctty,stderr,sane".formatted(file);
      var builder = new ProcessBuilder("socat", "-", terminal).directory(folder.toFile());
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
      return new PtyGuest(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Conversation conversation() {
    return conversation;
  }

  /** All that it has printed so far. */
  String shown() {
    synchronized (shown) {
      return shown.toString();
    }
  }

  private void read() {
    var piece = new byte[4096];
    try (var in = process.getInputStream()) {
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        synchronized (shown) {
          shown.append(new String(piece, 0, count, StandardCharsets.ISO_8859_1));
        }
        conversation.printed(ByteBuffer.wrap(piece, 0, count));
      }
    } catch (IOException e) {
      // Closed by the test.
    }
    conversation.ended("the guest is gone");
  }

  @Override
  public void send(byte[] bytes) throws GuestException {
    try {
      process.getOutputStream().write(bytes);
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new GuestException(Kind.UNREACHABLE, "the guest is gone");
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
