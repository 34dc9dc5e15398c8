package dev.consolegw.gateway.ssh;

import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.backend.ConsoleInput.WindowChange;
import dev.consolegw.gateway.front.ChannelHandler;
import dev.consolegw.gateway.front.ClientChannel;
import dev.consolegw.gateway.front.Request;
import dev.consolegw.gateway.front.SessionRouter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
 * {@link #end} may come from any thread.
 */
final class SshChannel extends ChannelSession implements ClientChannel {
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
  private volatile @Nullable Request request;
  private volatile @Nullable Caller caller;
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

  @Override
  public SshChannelWriter out() {
    return writer;
  }

  @Override
  public Caller caller() {
    return Objects.requireNonNull(caller, "nothing was requested yet");
  }

  @Override
  public Request request() {
    return Objects.requireNonNull(request, "nothing was requested yet");
  }

  /** The terminal's newest size, if the client has told one. */
  Optional<WindowChange> terminal() {
    return Optional.ofNullable(terminal);
  }

  @Override
  public Duration silentFor() {
    return SshConnection.of(getSession()).silentFor();
  }

  @Override
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

  @Override
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

  @Override
  public void taken(int bytes) {
    try {
      if (bytes > 0 && isOpen()) {
        getLocalWindow().release(bytes);
      }
    } catch (IOException gone) {
      close(true);
    }
  }

  @Override
  public void say(int status) {
    try {
      if (!isClosing()) {
        sendExitStatus(status);
      }
    } catch (IOException gone) {
      close(true);
    }
  }

  @Override
  public void end(int status) {
    try {
      closeShell(status, false); // sends no second status
    } catch (IOException gone) {
      close(true);
    }
  }

  @Override
  public void abort() {
    close(true);
  }

  @Override
  public CompletionStage<Void> closed() {
    var closed = new CompletableFuture<Void>();
    addCloseFutureListener(_ -> closed.complete(null));
    return closed;
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
  protected Result handleShellParsed(String name) {
    return first(new Request.Shell(terminalType));
  }

  @Override
  protected Result handleExecParsed(String name, String commandLine) {
    return first(new Request.Exec(commandLine));
  }

  @Override
  protected Result handleSubsystemParsed(String name, String subsystem) {
    return subsystem.equals("sftp") ? first(new Request.Files()) : Result.ReplyFailure;
  }

  /** What we do not know is refused, without a line in the log for each. */
  @Override
  protected Result handleInternalRequest(String request, boolean wantReply, Buffer buffer)
      throws IOException {
    var result = super.handleInternalRequest(request, wantReply, buffer);
    return result == Result.Unsupported ? Result.ReplyFailure : result;
  }

  private Result first(Request what) {
    if (request != null) {
      return Result.ReplyFailure;
    }
    request = what;
    return Result.ReplySuccess;
  }

  /** Begins only after the client has its answer: what we send must not overtake it. */
  @Override
  protected IoWriteFuture sendResponse(
      Buffer buffer, String request, Result result, boolean wantReply) throws IOException {
    var sent = super.sendResponse(buffer, request, result, wantReply);
    if (BEGINNINGS.contains(request) && result == Result.ReplySuccess && activity == null) {
      caller = SshConnection.of(getSession()).caller(router, environment, pty);
      router.receive(this);
    }
    return sent;
  }
}
