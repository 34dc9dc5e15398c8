package dev.consolegw.gateway.ssh;

import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.front.ChannelHandler;
import dev.consolegw.gateway.front.ClientChannel;
import dev.consolegw.gateway.front.ClientSignal;
import dev.consolegw.gateway.front.Request;
import dev.consolegw.gateway.front.SessionRouter;
import dev.consolegw.gateway.ssh.channel.ClientEnvironment;
import dev.consolegw.gateway.ssh.channel.ExitSignal;
import dev.consolegw.gateway.ssh.channel.HoldsPlace;
import dev.consolegw.gateway.ssh.channel.PacketPool;
import dev.consolegw.gateway.ssh.channel.ReceiveWindow;
import dev.consolegw.gateway.ssh.channel.Receiver;
import dev.consolegw.gateway.ssh.channel.SessionPlace;
import dev.consolegw.gateway.ssh.channel.SshChannelWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.LocalWindow;
import org.apache.sshd.common.channel.PtyMode;
import org.apache.sshd.common.channel.RequestHandler.Result;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelSession;
import org.jspecify.annotations.Nullable;

/**
 * One SSH session channel. Turns MINA's requests into typed calls on an {@link ChannelHandler}:
 * terminal size, break and environment arrive as what they are. No forwarding, one subsystem: SFTP.
 *
 * <p>MINA calls it on its I/O threads, one call at a time; {@link #begin}, {@link #taken} and
 * {@link #end} may come from any thread.
 */
final class SshChannel extends ChannelSession implements ClientChannel, HoldsPlace {
  /** A channel on which nothing was asked for is closed after so long. */
  static final Duration UNASKED = Duration.ofSeconds(10);

  private static final Set<String> BEGINNINGS =
      Set.of(Channel.CHANNEL_SHELL, Channel.CHANNEL_EXEC, Channel.CHANNEL_SUBSYSTEM);

  private final Services services;
  private final SessionPlace place;
  private final SshChannelWriter writer;
  private final ClientEnvironment client = new ClientEnvironment();
  private final ChannelHandler.Early early = new ChannelHandler.Early();
  private volatile @Nullable Request request;
  private volatile @Nullable Caller caller;
  private boolean earlyEnd;
  private boolean closed;
  private @Nullable ReceiveWindow window;
  private volatile @Nullable ChannelHandler activity;

  /**
   * What a channel works with.
   *
   * @param pool where its output's packets come from
   */
  record Services(SessionRouter router, PacketPool pool, ScheduledExecutorService timer) {}

  /**
   * One that MINA is about to open.
   *
   * @param place given back when the channel is gone
   */
  SshChannel(Services services, SessionPlace place) {
    this.services = services;
    this.place = place;
    addCloseFutureListener(_ -> leave());
    this.writer =
        new SshChannelWriter(this, () -> connection().output(), services.pool(), this::roomAgain);
    setDataReceiver(new Receiver(this::received));
  }

  private SshConnection connection() {
    return SshConnection.of(getSession());
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

  @Override
  public Duration silentFor() {
    return connection().silentFor();
  }

  @Override
  public void begin(ChannelHandler what) {
    synchronized (early) {
      client.size().ifPresentOrElse(what::resized, what::unsized);
      early.handTo(what);
      activity = what;
      if (earlyEnd) {
        what.endOfInput();
      }
      if (closed) {
        what.gone();
      }
    }
    what.room();
    widen();
  }

  private void widen() {
    try {
      if (isOpen() && window != null) {
        window.open();
      }
    } catch (IOException gone) {
      close(true);
    }
  }

  @Override
  public void holdForNext() {
    synchronized (early) {
      activity = null;
    }
  }

  private void received(byte[] bytes, int start, int length) {
    hearing(() -> early.add(ByteBuffer.wrap(bytes, start, length)))
        .data(ByteBuffer.wrap(bytes, start, length));
  }

  /** Whoever hears the client; while nobody does, what it says is kept. */
  private ChannelHandler hearing(Runnable keep) {
    synchronized (early) {
      if (activity == null) {
        keep.run();
      }
      return current();
    }
  }

  private ChannelHandler current() {
    return Objects.requireNonNullElse(activity, ChannelHandler.NONE);
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
  public void sayKilled(String signal) {
    if (!isClosing() && !exitStatusSent.getAndSet(true)) { // it stands for the status
      ExitSignal.say(this, signal);
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

  @Override
  protected void configureWindow() {
    window = new ReceiveWindow(this, connection().input(), this::sendWindowAdjust);
    window.init(this);
  }

  @Override
  public LocalWindow getLocalWindow() {
    return window == null ? super.getLocalWindow() : window;
  }

  @Override
  public void leave() {
    place.close();
  }

  @Override
  protected OpenFuture doInit(Buffer buffer) {
    Runnable look = () -> Thread.startVirtualThread(this::closeUnasked);
    var looks = services.timer().schedule(look, UNASKED.toMillis(), TimeUnit.MILLISECONDS);
    addCloseFutureListener(_ -> looks.cancel(false));
    return super.doInit(buffer);
  }

  private void closeUnasked() {
    if (request == null && !isClosing()) {
      connection().askedForNothing();
      writer.farewell(
          "console: nothing was asked for on this channel for %d s; it is closed\n"
              .formatted(UNASKED.toSeconds()));
      close(false);
    }
  }

  @Override
  public void handleData(Buffer buffer) throws IOException {
    if (isEofSignalled()) { // it has said that it would send no more
      int kind = SshConstants.SSH_MSG_CHANNEL_DATA;
      getLocalWindow().release(validateIncomingDataSize(kind, buffer.getUInt()));
      return;
    }
    super.handleData(buffer);
    connection().input().check();
  }

  /** For nobody: the errors of a client are its own. */
  @Override
  protected void doWriteExtendedData(byte[] bytes, int start, long length) throws IOException {
    getLocalWindow().release(length);
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

  /** The client may open another at once, but not while it leaves this one half closed. */
  @Override
  public void handleClose() throws IOException {
    leave();
    super.handleClose();
  }

  @Override
  protected void preClose() {
    super.preClose();
    synchronized (early) {
      closed = true;
    }
    current().gone();
    if (window != null) {
      window.forget();
    }
  }

  @Override
  protected Result handlePtyReqParsed(
      String term, int columns, int rows, int width, int height, Map<PtyMode, Integer> modes) {
    client.terminal(term);
    boolean _ = client.resized(columns, rows, width, height);
    return Result.ReplySuccess;
  }

  @Override
  protected Result handleWindowChangeParsed(int columns, int rows, int width, int height) {
    boolean isNews;
    synchronized (early) {
      isNews = client.resized(columns, rows, width, height);
    }
    if (isNews) {
      client.size().ifPresent(current()::resized);
    }
    return Result.ReplySuccess;
  }

  @Override
  protected Result handleBreakParsed(long milliseconds) {
    var length = Duration.ofMillis(milliseconds);
    hearing(() -> early.addBreak(length)).broke(length);
    return Result.ReplySuccess;
  }

  @Override
  protected Result handleSignalParsed(String name) {
    var signal = ClientSignal.of(name).orElse(null);
    if (signal == null) {
      return Result.ReplyFailure;
    }
    if (activity == null && request instanceof Request.Exec) {
      exit(signal.status()); // before it has begun
    }
    hearing(() -> early.addSignal(signal)).signalled(signal);
    return Result.ReplySuccess;
  }

  @Override
  protected Result handleEnvParsed(String name, String value) {
    return client.set(name, value) ? Result.ReplySuccess : Result.ReplyFailure;
  }

  @Override
  protected Result handleShellParsed(String name) {
    return first(client.shell(getSession().getClientVersion()));
  }

  /** Any bytes; those of a guest's command need be no text. */
  @Override
  protected Result handleExec(String name, Buffer buffer, boolean wantReply) {
    var line = buffer.getString(StandardCharsets.ISO_8859_1);
    var result = first(client.exec(line, getSession().getClientVersion()));
    if (result == Result.ReplySuccess && window != null) {
      window.keep(line.length());
    }
    return result;
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
    if (request != null || isClosing()) {
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
      caller = connection().caller(services.router(), client.variables(), client.pty());
      services.router().receive(this);
    }
    return sent;
  }
}
