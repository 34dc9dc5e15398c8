package dev.consolegw.gateway.ssh;

import dev.consolegw.authz.Identity;
import dev.consolegw.authz.LogRateLimit;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.background.Background;
import dev.consolegw.gateway.budget.Budgets;
import dev.consolegw.gateway.budget.ProcessorTime;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.front.SessionRouter;
import dev.consolegw.gateway.ops.SessionRegistry;
import dev.consolegw.gateway.ops.audit.Audit;
import dev.consolegw.gateway.session.Origin;
import dev.consolegw.gateway.ssh.channel.Answers;
import dev.consolegw.gateway.ssh.channel.GlobalReplies;
import dev.consolegw.gateway.ssh.channel.OutputInFlight;
import dev.consolegw.gateway.ssh.channel.Silence;
import dev.consolegw.gateway.ssh.channel.UnreadInput;
import dev.consolegw.gateway.ssh.keys.KeyExchangeLimits;
import dev.consolegw.gateway.ssh.limits.ConnectionLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.io.AbstractIoWriteFuture;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.threads.ThreadUtils;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.jspecify.annotations.Nullable;

/** An SSH connection that knows when its client was last heard, and whom it is charged to. */
final class SshConnection extends ServerSessionImpl implements SessionRegistry.ClientConnection {
  /** The longest packet that we take of strangers, in bytes: more than any that we ask for. */
  static final int PACKET = 64 * 1024;

  /** The longest of who has signed in: with a command of 128 KiB, and what OpenSSH takes. */
  static final int LONG_PACKET = 256 * 1024;

  /**
   * So many bytes of whoever is refused are read and thrown away: more than a client says first.
   */
  static final int OF_REFUSED = 64 * 1024;

  private final Services services;
  private final Optional<InnerServer.Jump> jump;
  private final String number;
  private final Answers answers = new Answers(getIoSession());
  private final PacketTime time;
  private final RefusalLog refusals;
  private final GlobalReplies replies;
  private final ConnectionChannels channels;
  private long thrownAway;
  private final Silence silence = new Silence();
  private volatile long probedAt = System.nanoTime();
  private volatile @Nullable Charged charged;

  /**
   * Whom it is charged to, and for what.
   *
   * @param tooMany whether they have as many connections without this one as may be
   */
  private record Charged(Identity who, boolean tooMany, UnreadInput input, OutputInFlight output) {}

  /**
   * What all connections have in common.
   *
   * @param budgets what they are charged to, once somebody has signed in
   * @param audit told of what is refused
   * @param refusals what was refused lately, and to whom
   * @param keyExchanges how often there may be one
   * @param mathematics where keys are exchanged
   * @param packets how long those of one person, or of one stranger, may keep us busy
   * @param timer reads on after a pause
   * @param numbers the last that was given to one of them
   */
  record Services(
      Budgets budgets,
      Audit audit,
      LogRateLimit<String> refusals,
      KeyExchangeLimits keyExchanges,
      Background mathematics,
      ProcessorTime<Object> packets,
      ScheduledExecutorService timer,
      AtomicInteger numbers) {}

  /**
   * @param jump empty for a connection that is not inside another one
   */
  SshConnection(
      ServerFactoryManager server,
      IoSession connection,
      Services services,
      Optional<InnerServer.Jump> jump)
      throws Exception {
    super(server, connection);
    this.services = services;
    this.jump = jump;
    this.time = new PacketTime(this, services.packets(), services.mathematics(), services.timer());
    this.refusals = new RefusalLog(services.audit(), services.refusals());
    this.replies = new GlobalReplies(answers, this::sendReply);
    this.channels = new ConnectionChannels(this, services.budgets(), refusals);
    this.number = String.valueOf(services.numbers().incrementAndGet());
    jump.ifPresent(it -> PublicKeyAuth.enter(this, it.outer().who()));
    jump.flatMap(InnerServer.Jump::certificates).ifPresent(this::setHostKeyCertificateProvider);
  }

  static SshConnection of(Session session) {
    return (SshConnection) session;
  }

  /**
   * Whoever is refused has been told why already; who waits for a place begins once it is there.
   */
  @Override
  public void start() throws Exception {
    var turn = ConnectionLimits.turn(this);
    if (!turn.isDone()) {
      var _ = turn.thenRun(this::startLate);
    } else if (!ConnectionLimits.isRefused(this)) {
      super.start();
    }
  }

  private void startLate() {
    try {
      super.start();
    } catch (Exception failure) {
      exceptionCaught(failure);
    }
  }

  @Override
  public void messageReceived(Readable bytes) throws Exception {
    if (!isAuthenticated() && ConnectionLimits.heard(this)) {
      thrownAway += bytes.available();
      if (thrownAway > OF_REFUSED) {
        getIoSession().suspendRead();
      }
      return;
    }
    silence.heard();
    time.read(() -> super.messageReceived(bytes));
    endIfTooMany(); // now that it has heard that it is signed in
    int longest = isAuthenticated() ? LONG_PACKET : PACKET;
    if (decoderState != 0 && decoderLength > longest) {
      throw new SshException(
          SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR,
          "a packet of %d bytes is too long; at most %d are taken"
              .formatted(decoderLength, longest));
    }
  }

  /** Who pays for what is read here. */
  Object whose() {
    var theirs = charged;
    if (theirs != null) {
      return theirs.who().owners();
    }
    return jump.<Object>map(it -> it.outer().who().owners())
        .orElseGet(() -> ConnectionLimits.sourceOf(this));
  }

  /** RFC 4253, 9: the client may ask for it at any time. */
  @Override
  protected void handleKexInit(Buffer proposal) throws Exception {
    var who = jump.map(it -> it.outer().who());
    services
        .keyExchanges()
        .begin(this, who.or(() -> Optional.ofNullable(charged).map(Charged::who)));
    time.inBackground(() -> super.handleKexInit(proposal));
  }

  @Override
  protected void handleKexMessage(int kind, Buffer message) throws Exception {
    time.inBackground(() -> super.handleKexMessage(kind, message));
  }

  /** What was said to agree on these keys, 4 KiB, is needed no more. */
  @Override
  protected void handleNewKeys(int message, Buffer packet) throws Exception {
    byte[] forgotten = {0}; // MINA takes no empty one
    setClientKexData(forgotten);
    setServerKexData(forgotten);
    clientProposal.clear();
    serverProposal.clear();
    super.handleNewKeys(message, packet);
  }

  /** Somebody has signed in: from now on it is theirs, unless they have too many. */
  void signedIn(Identity who) {
    var shares = services.budgets().shares(who);
    addCloseFutureListener(_ -> shares.close());
    shares.input().use(getUsername().length()); // it is kept as long as the connection
    var input =
        new UnreadInput(
            shares.input(),
            services.budgets().inputPerConnection(),
            this::readNoFurther,
            this::readOn);
    boolean tooMany = !shares.connection().tryUse(1);
    charged =
        new Charged(who, tooMany, input, new OutputInFlight(shares.output(), time::sentSince));
  }

  private void readNoFurther() {
    silence.reading(false);
    getIoSession().suspendRead();
  }

  private void readOn() {
    silence.reading(true);
    getIoSession().resumeRead();
  }

  private void endIfTooMany() throws IOException {
    var theirs = charged;
    if (theirs != null && theirs.tooMany()) {
      refusals.refused(theirs.who(), "connections-per-person", origin());
      disconnect(
          SshConstants.SSH2_DISCONNECT_TOO_MANY_CONNECTIONS,
          "you have as many connections as one person may have; close one of them");
    }
  }

  ConnectionChannels channels() {
    return channels;
  }

  /** Replies to the client's global requests. */
  GlobalReplies replies() {
    return replies;
  }

  private void sendReply(Buffer packet) {
    try {
      var _ = ThreadUtils.runAsInternal(packet, one -> counted(one, () -> super.writePacket(one)));
    } catch (IOException gone) {
      log.debug("event=client-gone-before-reply", gone);
    }
  }

  /** A channel was closed because nothing was asked for on it. */
  void askedForNothing() {
    refusals.askedForNothing(charged().who(), origin());
  }

  UnreadInput input() {
    return charged().input();
  }

  OutputInFlight output() {
    return charged().output();
  }

  private Charged charged() {
    return Objects.requireNonNull(charged, "nobody has signed in");
  }

  /** What MINA caught anywhere below, an error among it. */
  @Override
  public void exceptionCaught(Throwable failure) {
    Uncaught.pass(failure);
    super.exceptionCaught(failure);
  }

  @Override
  public IoWriteFuture writePacket(Buffer packet) throws IOException {
    if (GlobalReplies.isOne(packet.rawByte(packet.rpos())) && replies.keep(packet)) {
      return AbstractIoWriteFuture.fulfilled(packet, true);
    }
    return counted(packet, () -> super.writePacket(packet));
  }

  @Override
  public IoWriteFuture writePacket(Buffer packet, long atMost, TimeUnit unit) throws IOException {
    return counted(packet, () -> super.writePacket(packet, atMost, unit));
  }

  /** Sends a packet that counts as an answer, or one that does not. */
  private IoWriteFuture counted(Buffer packet, Writing writing) throws IOException {
    if (!Answers.isAnswer(packet.rawByte(packet.rpos()))) {
      return writing.begin();
    }
    int bytes = packet.available();
    answers.queued(bytes);
    try {
      var written = writing.begin();
      written.addListener(_ -> answers.sent(bytes));
      return written;
    } catch (IOException | RuntimeException failure) {
      answers.sent(bytes);
      throw failure;
    }
  }

  /** Hands a packet on. */
  private interface Writing {
    IoWriteFuture begin() throws IOException;
  }

  /** RFC 4253, 11.4, for who has signed in. A stranger's first one ends the connection. */
  @Override
  protected IoWriteFuture notImplemented(int message, Buffer packet) throws Exception {
    if (!isAuthenticated()) {
      throw new SshException(
          SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR,
          "message %d is not expected before sign-in".formatted(message));
    }
    return super.notImplemented(message, packet);
  }

  /** For how long nothing has been read, since the client does not take what it has asked for. */
  Duration choked() {
    return answers.stoppedFor();
  }

  /**
   * Who signed in here, as one of their channels has it.
   *
   * @param router numbers the session
   */
  Caller caller(SessionRouter router, Map<String, String> environment, boolean pty) {
    var session = router.session(PublicKeyAuth.identity(this).orElseThrow(), origin());
    channels.said(environment);
    return new Caller(session, wanted(), Map.copyOf(environment), pty, inside());
  }

  /** Whether it is inside another one. */
  boolean isInside() {
    return jump.isPresent();
  }

  /** What the client wants: its user name says so, and inside another connection its host. */
  private String wanted() {
    return jump.map(InnerServer.Jump::console).orElseGet(this::getUsername);
  }

  /** Inside, the user name is left for an account of the guest. */
  private Optional<Caller.GuestLogin> inside() {
    return jump.map(_ -> new Caller.GuestLogin(getUsername(), Optional.empty()));
  }

  /** Who signed in here. */
  Identity who() {
    return charged().who();
  }

  /** Who signed in to the connection that this one is inside of. */
  Identity signedInOutside() {
    return jump.orElseThrow().outer().who();
  }

  /** Where it comes from. */
  Origin origin() {
    var outer = jump.map(it -> it.outer().number);
    return Origin.of(
        getClientAddress(), number, outer, Optional.of(getIoSession().getLocalAddress()));
  }

  @Override
  public CompletableFuture<Void> closed() {
    var closed = new CompletableFuture<Void>();
    addCloseFutureListener(_ -> closed.complete(null));
    return closed;
  }

  /** For how long nothing has come, answers to keepalives included. */
  Duration silentFor() {
    return silence.lasts();
  }

  /**
   * Whether a packet should show if the connection still stands: the client is not read, so that
   * its answer cannot, and none was sent for so long.
   */
  boolean probes(Duration every) {
    long now = System.nanoTime();
    boolean due = silence.isDeaf() && now - probedAt >= every.toNanos();
    probedAt = due ? now : probedAt;
    return due;
  }
}
