package dev.consolegw.gateway.front;

import dev.consolegw.gateway.console.ViewerSink;
import dev.consolegw.gateway.session.SessionEnd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** A channel as the far end of a viewer. */
final class ChannelSink implements ViewerSink {
  private final ClientChannel channel;
  private final ChannelWriter out;
  private final boolean pty;
  private volatile boolean midLine;
  private ByteBuffer notice = ByteBuffer.allocate(0);
  private String noticed = "";

  ChannelSink(ClientChannel channel, ChannelWriter out, boolean pty) {
    this.channel = channel;
    this.out = out;
    this.pty = pty;
  }

  @Override
  public int room() {
    return out.room();
  }

  @Override
  public <R> Optional<R> write(int size, Source<R> source) throws IOException {
    return out.write(
        size,
        packet -> {
          var said = source.fill(packet);
          if (packet.position() > 0) {
            midLine = packet.get(packet.position() - 1) != '\n';
          }
          return said;
        });
  }

  /**
   * On a terminal the line stands by itself, even when the guest is in the middle of one. It goes
   * in pieces when there is not room for all of it, for a client's whole window may be shorter.
   */
  @Override
  public boolean notice(String line) throws IOException {
    boolean goesOn = notice.hasRemaining() && noticed.equals(line);
    if (goesOn || flushNotice()) {
      if (!goesOn) {
        notice = StandardCharsets.UTF_8.encode(whole(line));
        noticed = line;
      }
      return flushNotice();
    }
    return false;
  }

  private String whole(String line) {
    return pty
        ? (midLine ? "\r\n" : "") + "console: " + line.replace("\n", "\r\n") + "\r\n"
        : "console: " + line + "\n";
  }

  /** Whether all of the notice is out. */
  private boolean flushNotice() throws IOException {
    while (notice.hasRemaining()) {
      int size = Math.min(notice.remaining(), out.room());
      if (size == 0 || !out.writeBeside(notice.slice(notice.position(), size))) {
        return false;
      }
      notice.position(notice.position() + size);
      midLine &= notice.hasRemaining();
    }
    return true;
  }

  /** Shows a person what they type to us; lost when there is no room. */
  void echo(ByteBuffer text) {
    try {
      boolean _ = out.writeBeside(text);
    } catch (IOException gone) {
      channel.abort();
    }
  }

  @Override
  public void end(SessionEnd why) {
    try {
      if (why.text().isEmpty() || notice(why.text())) {
        channel.exit(why.code().status());
      } else {
        new FinalNotice(channel, this, why).begin();
      }
    } catch (IOException gone) {
      channel.abort();
    }
  }

  @Override
  public void taken(int bytes) {
    channel.taken(bytes);
  }

  @Override
  public Duration silentFor() {
    return channel.silentFor();
  }
}
