package dev.consolegw.gateway.ssh;

import dev.consolegw.gateway.backend.ConsoleInput.WindowChange;
import dev.consolegw.gateway.front.ChannelHandler;
import dev.consolegw.gateway.front.SessionRouter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.PtyMode;
import org.apache.sshd.common.channel.RequestHandler.Result;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelDataReceiver;
import org.apache.sshd.server.channel.ChannelSession;
import org.jspecify.annotations.Nullable;

/**
 * One SSH session channel. Turns MINA's requests into typed calls on an {@link ChannelHandler}:
 * terminal size, break and environment arrive as what they are. No forwarding, one subsystem: SFTP.
 *
 * <p>MINA calls it on its I/O threads, one call at a time; {@link #begin}, {@link #taken} and
 * {@link #exit} may come from any thread.
 */
public final class SshChannel extends ChannelSession {
  /** Variables that a client may set, and how long each may be. */
  static final int VARIABLES = 32;

  static final int VARIABLE_LENGTH = 4096;

  private static final Set<String> BEGINNINGS =
      Set.of(Channel.CHANNEL_SHELL, Channel.CHANNEL_EXEC, Channel.CHANNEL_SUBSYSTEM);

  private final SessionRouter router;
  private final int most;
  private final SshChannelWriter writer;
  private final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream early = new ByteArrayOutputStream();
  private volatile @Nullable WindowChange terminal;
  private boolean pty;
  private String terminalType = "";
  private @Nullable String command;
  private boolean sftp;
  private boolean requested;
  private boolean earlyEnd;
  private boolean closed;
  private boolean admitted;
  private volatile @Nullable ChannelHandler activity;

  /**
   * @param most how many channels its connection may have
   * @param pool where its output's packets come from
   */
  SshChannel(SessionRouter router, int most, PacketPool pool) {
    this.router = router;
    this.most = most;
    this.writer = new SshChannelWriter(this, pool, this::roomAgain);
    setDataReceiver(new Receiver());
  }

  /**
   * MINA's way to hand over data; its own object, for the channel has a {@code close} of its own.
   */
  private final class Receiver implements ChannelDataReceiver {
    @Override
    public int data(ChannelSession channel, byte[] bytes, int start, int length) {
      received(bytes, start, length);
      return 0; // given back through taken(), when the bytes are where they belong
    }

    @Override
    public void close() {}
  }

  public SshChannelWriter out() {
    return writer;
  }

  /** Whether the client has a terminal. */
  public boolean hasPty() {
    return pty;
  }

  /** What the client calls its terminal, as it came; empty when it has none. */
  public String terminalType() {
    return terminalType;
  }

  /** The terminal's newest size, if the client has told one. */
  Optional<WindowChange> terminal() {
    return Optional.ofNullable(terminal);
  }

  /** Variables named {@code CONSOLE_…}; the others mean nothing to us and are refused. */
  public Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  /** What to run; empty for a console. */
  public Optional<String> command() {
    return Optional.ofNullable(command);
  }

  /** Whether the client wants files, and neither a console nor a command. */
  public boolean wantsFiles() {
    return sftp;
  }

  public Duration silentFor() {
    return SshConnection.of(getSession()).silentFor();
  }

  /**
   * From now on the channel is this; what came before is handed over first. Of sizes the newest, of
   * room that there may be some: nobody was there to be told.
   */
  public void begin(ChannelHandler what) {
    synchronized (early) {
      terminal().ifPresent(what::resized);
      if (early.size() > 0) {
        what.data(ByteBuffer.wrap(early.toByteArray()));
      }
      early.reset();
      activity = what;
      if (earlyEnd) {
        what.endOfInput();
      }
      if (closed) {
        what.gone();
      }
    }
    what.room();
  }

  /** What comes from now on is for whatever begins next. The client's window bounds it. */
  public void holdForNext() {
    synchronized (early) {
      activity = null;
    }
  }

  private void received(byte[] bytes, int start, int length) {
    ChannelHandler now;
    synchronized (early) {
      now = activity;
      if (now == null) {
        early.write(bytes, start, length);
        return;
      }
    }
    now.data(ByteBuffer.wrap(bytes, start, length));
  }

  private ChannelHandler current() {
    var now = activity;
    return now == null ? ChannelHandler.NONE : now;
  }

  private void roomAgain() {
    current().room();
  }

  /** The client may send so many bytes again. */
  public void taken(int bytes) {
    try {
      if (bytes > 0 && isOpen()) {
        getLocalWindow().release(bytes);
      }
    } catch (IOException gone) {
      close(true);
    }
  }

  /**
   * Ends the channel: exit status, end of output, close. In this order, for a client may close the
   * channel as soon as it sees the end of output, and would then never hear the status.
   */
  public void exit(int status) {
    say(status);
    end(status);
  }

  /** Tells the exit status, once, which needs no room; {@link #end} follows. */
  public void say(int status) {
    try {
      if (!isClosing()) {
        sendExitStatus(status);
      }
    } catch (IOException gone) {
      close(true);
    }
  }

  /** Ends the output, and closes. */
  public void end(int status) {
    try {
      closeShell(status, false); // sends no second status
    } catch (IOException gone) {
      close(true);
    }
  }

  // --- what MINA calls ------------------------------------------------------------------------

  /** MINA's own limit ends the connection and all its other channels with it. */
  @Override
  protected OpenFuture doInit(Buffer buffer) {
    admitted = SshConnection.of(getSession()).admitChannel(most);
    if (admitted) {
      return super.doInit(buffer);
    }
    var refused = new DefaultOpenFuture(this, this);
    refused.setException(
        new SshChannelOpenException(
            getChannelId(),
            SshConstants.SSH_OPEN_RESOURCE_SHORTAGE,
            "this connection has %d channels already".formatted(most)));
    return refused;
  }

  @Override
  public void handleWindowAdjust(Buffer buffer) throws IOException {
    super.handleWindowAdjust(buffer);
    roomAgain();
  }

  @Override
  public void handleEof() throws IOException {
    super.handleEof();
    synchronized (early) {
      earlyEnd = true;
      if (activity == null) {
        return;
      }
    }
    current().endOfInput();
  }

  @Override
  protected void preClose() {
    super.preClose();
    synchronized (early) {
      closed = true;
    }
    current().gone();
    if (admitted) {
      admitted = false;
      SshConnection.of(getSession()).channelGone();
    }
  }

  @Override
  protected Result handlePtyReqParsed(
      String term, int columns, int rows, int width, int height, Map<PtyMode, Integer> modes) {
    pty = true;
    terminalType = term;
    terminal = size(columns, rows, width, height);
    return Result.ReplySuccess;
  }

  @Override
  protected Result handleWindowChangeParsed(int columns, int rows, int width, int height) {
    var size = size(columns, rows, width, height);
    synchronized (early) {
      terminal = size;
    }
    current().resized(size);
    return Result.ReplySuccess;
  }

  /** Sizes are the client's word: kept within what any wire can carry. */
  private static WindowChange size(int columns, int rows, int width, int height) {
    return new WindowChange(
        Math.clamp(columns, 1, 0xFFFF),
        Math.clamp(rows, 1, 0xFFFF),
        Math.clamp(width, 0, 0xFFFF),
        Math.clamp(height, 0, 0xFFFF));
  }

  @Override
  protected Result handleBreakParsed(long milliseconds) {
    current().broke(Duration.ofMillis(milliseconds));
    return Result.ReplySuccess;
  }

  @Override
  protected Result handleSignalParsed(String name) {
    return Result.ReplyFailure;
  }

  @Override
  protected Result handleEnvParsed(String name, String value) {
    if (!name.startsWith("CONSOLE_")
        || environment.size() >= VARIABLES
        || name.length() + value.length() > VARIABLE_LENGTH) {
      return Result.ReplyFailure;
    }
    environment.put(name, value);
    return Result.ReplySuccess;
  }

  @Override
  protected Result handleShellParsed(String request) {
    return firstRequest();
  }

  @Override
  protected Result handleExecParsed(String request, String commandLine) {
    command = commandLine;
    return firstRequest();
  }

  @Override
  protected Result handleSubsystemParsed(String request, String subsystem) {
    if (!subsystem.equals("sftp") || requested) {
      return Result.ReplyFailure;
    }
    sftp = true;
    return firstRequest();
  }

  /** What we do not know is refused, without a line in the log for each. */
  @Override
  protected Result handleInternalRequest(String request, boolean wantReply, Buffer buffer)
      throws IOException {
    var result = super.handleInternalRequest(request, wantReply, buffer);
    return result == Result.Unsupported ? Result.ReplyFailure : result;
  }

  private Result firstRequest() {
    if (requested) {
      return Result.ReplyFailure;
    }
    requested = true;
    return Result.ReplySuccess;
  }

  /** Begins only after the client has its answer: what we send must not overtake it. */
  @Override
  protected IoWriteFuture sendResponse(
      Buffer buffer, String request, Result result, boolean wantReply) throws IOException {
    var sent = super.sendResponse(buffer, request, result, wantReply);
    if (BEGINNINGS.contains(request) && result == Result.ReplySuccess && activity == null) {
      router.receive(this);
    }
    return sent;
  }
}
