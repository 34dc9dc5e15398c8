package dev.consolegw.gateway.front;

import dev.consolegw.gateway.console.ViewerSink;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.terminal.TerminalModes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A channel as the far end of a viewer. */
final class ChannelSink implements ViewerSink {
  /** What ssh itself ends with when it has failed. */
  private static final int TRANSPORT = 255;

  private final ClientChannel channel;
  private final ChannelWriter out;
  private final boolean pty;
  private volatile boolean midLine;
  private volatile boolean transport;
  private volatile boolean oneStream;
  private @Nullable TerminalModes modes;
  private ByteBuffer undo = ByteBuffer.allocate(0);
  private ByteBuffer notice = ByteBuffer.allocate(0);
  private String noticed = "";

  ChannelSink(ClientChannel channel, ChannelWriter out, boolean pty) {
    this.channel = channel;
    this.out = out;
    this.pty = pty;
    this.modes = pty && !channel.countsBytes() ? new TerminalModes() : null;
  }

  /** From now on nothing is shown but what the guest has printed, not even to put things right. */
  void onlyGuest() {
    modes = null;
  }

  /**
   * From now on whatever ends it is the transport's fault, as ssh's own failures are: the exit
   * status that ssh has for them, and one line with ours. What runs has all others for itself.
   */
  void onlyTransport() {
    transport = true;
  }

  /** The exit status with which the client is told. */
  int status(SessionEnd why) {
    return transport ? TRANSPORT : why.code().status();
  }

  @Override
  public void begun() {
    channel.begun();
  }

  @Override
  public void disconnected() {
    channel.connected(false);
  }

  @Override
  public void connectedAgain() {
    channel.connected(true);
  }

  @Override
  public int room() {
    return out.room();
  }

  @Override
  public void place(long offset, long live) throws IOException {
    channel.place(offset, live);
  }

  @Override
  public boolean countsBytes() {
    return channel.countsBytes();
  }

  @Override
  public boolean writesAtOnce() {
    return true;
  }

  @Override
  public <R> Optional<R> write(int size, Source<R> source) throws IOException {
    return out.write(
        size,
        packet -> {
          var said = source.fill(packet);
          if (packet.position() > 0) {
            midLine = packet.get(packet.position() - 1) != '\n';
            if (modes != null) {
              modes.watch(packet, 0, packet.position());
            }
          }
          return said;
        });
  }

  /** On the guest's own stream: beside it, it might overtake what it undoes. */
  @Override
  public boolean restoreTerminal(boolean harmless) throws IOException {
    if (!undo.hasRemaining() && modes != null) {
      undo = ByteBuffer.wrap(harmless ? modes.restore() : modes.undo());
      midLine |= undo.hasRemaining(); // the cursor may be anywhere
    }
    while (undo.hasRemaining()) {
      int size = Math.min(undo.remaining(), out.room());
      if (size == 0) {
        return false;
      }
      var written = out.write(size, packet -> packet.put(undo.slice(undo.position(), size)));
      undo.position(undo.position() + (written.isPresent() ? size : 0));
    }
    return true;
  }

  @Override
  public void oneStream() {
    oneStream = pty && !channel.countsBytes();
  }

  /** What is to be written yet so that the terminal is as it was. */
  byte[] undo() {
    var rest = new ByteArrayOutputStream();
    rest.write(undo.array(), undo.position(), undo.remaining());
    rest.writeBytes(modes == null ? new byte[0] : modes.undo());
    undo.position(undo.limit());
    midLine |= rest.size() > 0;
    return rest.toByteArray();
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
    var speaker = transport ? "console-gw: " : "console: ";
    return pty
        ? (midLine ? "\r\n" : "") + speaker + line.replace("\n", "\r\n") + "\r\n"
        : speaker + line + "\n";
  }

  /** Whether all of the notice is out. */
  private boolean flushNotice() throws IOException {
    while (notice.hasRemaining()) {
      int size = Math.min(notice.remaining(), out.room());
      if (size == 0 || !writeNotice(notice.slice(notice.position(), size))) {
        return false;
      }
      notice.position(notice.position() + size);
      midLine &= notice.hasRemaining();
    }
    return true;
  }

  private boolean writeNotice(ByteBuffer piece) throws IOException {
    return oneStream
        ? out.write(piece.remaining(), packet -> packet.put(piece)).isPresent()
        : out.writeBeside(piece);
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
      if (sayLast(why)) {
        channel.exit(status(why));
      } else {
        new FinalNotice(channel, this, why).begin();
      }
    } catch (IOException gone) {
      channel.abort();
    }
  }

  /** Leaves the terminal as it was, with the last sentence; whether all of that is out. */
  boolean sayLast(SessionEnd why) throws IOException {
    return restoreTerminal(false)
        && (why.text().isEmpty() || channel.explains(why) || notice(sentence(why)));
  }

  private String sentence(SessionEnd why) {
    return transport
        ? why.code().status() + ": " + why.text().replaceAll("\\s*\n\\s*", "; ")
        : why.text();
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
