package dev.consolegw.gateway.shell.link.channel;

import dev.consolegw.gateway.shell.guest.GuestProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/** A process at the far end of a channel. */
final class ChannelProcess implements GuestProcess {
  /** Linux's numbers; any other is told as its number. */
  private static final Map<Integer, String> SIGNALS =
      Map.ofEntries(
          Map.entry(1, "HUP"),
          Map.entry(2, "INT"),
          Map.entry(3, "QUIT"),
          Map.entry(4, "ILL"),
          Map.entry(5, "TRAP"),
          Map.entry(6, "ABRT"),
          Map.entry(7, "BUS"),
          Map.entry(8, "FPE"),
          Map.entry(9, "KILL"),
          Map.entry(10, "USR1"),
          Map.entry(11, "SEGV"),
          Map.entry(12, "USR2"),
          Map.entry(13, "PIPE"),
          Map.entry(14, "ALRM"),
          Map.entry(15, "TERM"),
          Map.entry(24, "XCPU"),
          Map.entry(25, "XFSZ"));

  private static final int STATUS = 0xFF;

  private final Mux mux;
  private final Channel channel;

  ChannelProcess(Mux mux, Channel channel) {
    this.mux = mux;
    this.channel = channel;
  }

  @Override
  public OutputStream stdin() {
    return new ChannelOutput(mux, channel);
  }

  @Override
  public InputStream stdout() {
    return new ChannelInput(mux, channel, channel.output);
  }

  @Override
  public InputStream stderr() {
    return new ChannelInput(mux, channel, channel.errors);
  }

  @Override
  public void resize(int columns, int rows) {
    mux.tell(channel, () -> channel.resize(columns, rows));
  }

  @Override
  public void signal(String name) {
    mux.tell(channel, () -> channel.signal(name));
  }

  @Override
  public Outcome await() throws IOException {
    int exit = mux.awaitExit(channel);
    return exit < 0
        ? new Outcome.Signalled(SIGNALS.getOrDefault(-exit, Integer.toString(-exit)))
        : new Outcome.Exited(exit & STATUS);
  }

  @Override
  public void close() {
    mux.close(channel);
  }
}
