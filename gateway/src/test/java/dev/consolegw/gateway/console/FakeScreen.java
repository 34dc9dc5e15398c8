package dev.consolegw.gateway.console;

import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A screen with as much room as a test gives it. */
public final class FakeScreen implements ViewerSink {
  private final StringBuilder shown = new StringBuilder();
  private final List<String> notices = new ArrayList<>();
  private int room = Integer.MAX_VALUE;
  private int packet = 32 * 1024;
  private boolean gone;
  private int taken;
  private Duration silent = Duration.ZERO;
  private @Nullable ExitCode code;
  private int writers;
  private boolean quick;

  /** As many bytes more may be written. */
  public synchronized void room(int bytes) {
    room = bytes;
  }

  public synchronized void packet(int bytes) {
    packet = bytes;
  }

  /** Whether what is written takes no time. */
  public synchronized void writesAtOnce(boolean does) {
    quick = does;
  }

  @Override
  public synchronized boolean writesAtOnce() {
    return quick;
  }

  /** The client has vanished. */
  public synchronized void vanish() {
    gone = true;
  }

  public synchronized void silentFor(Duration duration) {
    silent = duration;
  }

  @Override
  public synchronized int room() {
    return Math.min(room, packet);
  }

  @Override
  public <R> Optional<R> write(int size, Source<R> source) throws IOException {
    enter();
    var bytes = ByteBuffer.allocate(size);
    var said = source.fill(bytes);
    synchronized (this) {
      writers--;
      room -= bytes.position();
      shown.append(new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1));
    }
    return Optional.of(said);
  }

  private synchronized void enter() throws IOException {
    if (gone) {
      throw new IOException("the client is gone");
    }
    if (writers++ > 0) {
      throw new IllegalStateException("two pumps write at once");
    }
  }

  @Override
  public synchronized boolean notice(String line) throws IOException {
    if (gone) {
      throw new IOException("the client is gone");
    }
    if (room < line.length()) {
      return false;
    }
    notices.add(line);
    shown.append('{').append(line).append('}');
    return true;
  }

  @Override
  public synchronized void end(SessionEnd why) {
    if (!why.text().isEmpty()) {
      notices.add(why.text());
      shown.append('{').append(why.text()).append('}');
    }
    code = why.code();
  }

  @Override
  public synchronized void taken(int bytes) {
    taken += bytes;
  }

  @Override
  public synchronized Duration silentFor() {
    return silent;
  }

  public synchronized int taken() {
    return taken;
  }

  /** The exit status, null as long as the session lasts. */
  public synchronized @Nullable ExitCode code() {
    return code;
  }

  public synchronized List<String> notices() {
    return List.copyOf(notices);
  }

  /** The guest's bytes, with the notices in their places, each in braces. */
  public synchronized String shown() {
    return shown.toString();
  }

  /** The guest's bytes alone. */
  public String output() {
    return shown().replaceAll("\\{[^}]*\\}", "");
  }
}
