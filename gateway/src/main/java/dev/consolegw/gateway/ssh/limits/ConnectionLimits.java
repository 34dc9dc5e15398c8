package dev.consolegw.gateway.ssh.limits;

import dev.consolegw.config.Settings;
import dev.consolegw.config.value.Cidr;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.gateway.ops.audit.Audit;
import dev.consolegw.gateway.ops.audit.AuditEvent;
import dev.consolegw.gateway.ops.metrics.Metrics;
import dev.consolegw.gateway.session.Origin;
import dev.consolegw.gateway.ssh.limits.Places.Place;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.ServiceFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;

/**
 * Limits what connections cost that have not signed in: how many there are, for how long, and what
 * they try; and how many there are in all after that. Whoever is one too many hears why. MINA's
 * threads.
 */
public final class ConnectionLimits implements SessionListener {
  /**
   * Each step of a client on the way to keys must be made within this time. Not by known networks:
   * when fifty of a controller's log-ins come at once, it may be their machine that is slow.
   */
  static final Duration KEX_WITHIN = Duration.ofSeconds(5);

  /** For so long nothing is read from a known network's connection that has a penalty. */
  static final Duration SLOWED = Duration.ofSeconds(2);

  /**
   * For so long a connection waits for a place, of which it knows nothing: under the 10 s that
   * ansible and others give a server for its first word.
   */
  static final Duration WAIT = Duration.ofSeconds(8);

  /**
   * Who leaves within this time without a word has only looked whether we listen, and has no
   * penalty for it, up to {@link Penalties#LOOKS}. Whoever stays longer has held a place.
   */
  static final Duration LOOK = Duration.ofSeconds(2);

  /** Who is refused may take so long to read why. */
  static final Duration LINGER = Duration.ofSeconds(1);

  /** So many refused connections may linger at a time; others are closed at once. */
  static final int LINGERING = 256;

  private static final Duration LATER = Duration.ofSeconds(5);
  private static final AttributeKey<Boolean> REFUSED = new AttributeKey<>();
  private static final AttributeKey<CompletableFuture<Void>> TURN = new AttributeKey<>();

  private final Settings.Ssh limits;
  private final ScheduledExecutorService timer;
  private final Penalties penalties;
  private final Places places;
  private final Audit audit;
  private final Function<Session, Origin> origin;
  private final StrangerLog lines;
  private final Metrics metrics;
  private final Map<Session, Visit> visits = new ConcurrentHashMap<>();
  private final Map<Session, Wait> waits = new ConcurrentHashMap<>();
  private final AtomicInteger lingering = new AtomicInteger();

  /**
   * Starts nothing but a short task a minute.
   *
   * @param timer its tasks are short
   * @param told of who comes
   */
  public ConnectionLimits(
      Settings.Ssh limits, InstantSource clock, ScheduledExecutorService timer, Told told) {
    this.limits = limits;
    this.timer = timer;
    this.metrics = told.metrics();
    this.penalties = new Penalties(limits.penalties(), clock);
    this.places = new Places(limits, penalties, () -> ThreadLocalRandom.current().nextDouble());
    this.audit = told.audit();
    this.origin = told.origin();
    this.lines = new StrangerLog(clock, audit);
    long minute = StrangerLog.MINUTE.toMillis();
    var _ = timer.scheduleWithFixedDelay(lines::sumUp, minute, minute, TimeUnit.MILLISECONDS);
  }

  /**
   * What hears of connections.
   *
   * @param metrics count who comes
   * @param origin which connection one is, and where from
   */
  public record Told(Audit audit, Metrics metrics, Function<Session, Origin> origin) {}

  /**
   * How many there are.
   *
   * @param strangers that have not signed in yet
   * @param signedIn those inside of others included
   * @param waiting for a place
   */
  public record Counts(int strangers, int signedIn, int waiting) {}

  /** How many there are now. Any thread. */
  public Counts counts() {
    return places.counts();
  }

  /** A connection that was let in at {@code since}, and when it must have got on. */
  private record Visit(Place place, long since, Future<?> grace) {}

  /** A connection that waits, and until when. */
  private record Wait(WaitingLine.Waiter waiter, Future<?> end) {}

  /**
   * Puts a server under these limits; several share them.
   *
   * @param inside serves who has signed in
   */
  public void guard(SshServer server, ServiceFactory inside) {
    server.addSessionListener(this);
    server.addSessionListener(KeyExchangeTime.steps());
    server.setServiceFactories(List.of(SignInService.factory(false), inside));
    CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, SignInAttempt.REQUESTS);
    // The deadlines here are what counts: MINA's begins anew whenever a client asks for a service.
    CoreModuleProperties.AUTH_TIMEOUT.set(server, limits.loginGrace().plus(LATER));
  }

  /**
   * Puts a server under the limits for connections inside of one that has signed in.
   *
   * @param inside serves who has signed in
   */
  public void guardInner(SshServer server, ServiceFactory inside) {
    server.addSessionListener(new InnerGrace(limits.loginGrace(), timer, lines, this::notSignedIn));
    server.setServiceFactories(List.of(SignInService.factory(true), inside));
    CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, SignInAttempt.REQUESTS);
  }

  /**
   * The same receiver of connections, behind one that first hears from a proxy who the client is.
   *
   * @param proxies who may say so; all others are refused
   */
  public IoHandler proxied(IoHandler inner, List<Located<Cidr>> proxies) {
    var trusted = proxies.stream().map(Located::value).toList();
    var doors =
        new ProxiedConnections.Doors(trusted, limits.strangers(), timer, lines, audit, metrics);
    return new ProxiedConnections(inner, doors);
  }

  /**
   * Takes a place for a connection inside of one that has signed in.
   *
   * @return gives it back, once; empty when there are as many connections as there may be
   */
  public Optional<Runnable> admitInner() {
    return places.admitInner() ? Optional.of(places::leaveInner) : Optional.empty();
  }

  /** It has said something; whether that is thrown away, for it was refused. */
  public static boolean heard(Session session) {
    SignInAttempt.of(session).heard();
    return isRefused(session);
  }

  /** Whether a connection was refused: it is told nothing more, and nothing of it is read. */
  public static boolean isRefused(Session session) {
    return session.getAttribute(REFUSED) != null;
  }

  /** Done when a connection has a place: until then it is told nothing. */
  public static CompletableFuture<Void> turn(Session session) {
    var turn = session.getAttribute(TURN);
    return turn == null ? CompletableFuture.completedFuture(null) : turn;
  }

  /** What strangers are told apart by: equal for all that one of them has. */
  public static Object sourceOf(Session session) {
    return Network.of(session.getIoSession().getRemoteAddress());
  }

  @Override
  public void sessionCreated(Session session) {
    var from = Network.of(session.getIoSession().getRemoteAddress());
    switch (places.admit(from)) {
      case Admission.Admitted(var place, boolean slowed) -> admit(session, place, slowed);
      case Admission.Refused refusal when refusal.passes() -> await(session, from, refusal);
      case Admission.Refused refusal -> refuse(session, refusal);
    }
  }

  private void await(Session session, Network from, Admission.Refused refusal) {
    var turn = new CompletableFuture<Void>();
    session.setAttribute(TURN, turn);
    session.getIoSession().suspendRead();
    var waiter =
        new WaitingLine.Waiter(
            from, admitted -> Thread.startVirtualThread(() -> enter(session, admitted)));
    var end = after(WAIT, () -> Thread.startVirtualThread(() -> giveUp(session, waiter, refusal)));
    waits.put(session, new Wait(waiter, end));
    if (!places.await(waiter)) {
      end.cancel(false);
      turnAway(session, refusal);
    }
  }

  private void giveUp(Session session, WaitingLine.Waiter waiter, Admission.Refused refusal) {
    if (places.giveUp(waiter)) {
      turnAway(session, refusal);
    }
  }

  private void turnAway(Session session, Admission.Refused refusal) {
    waits.remove(session);
    refuse(session, refusal);
    session.getIoSession().resumeRead();
  }

  /** A place has become free. */
  private void enter(Session session, Admission.Admitted admitted) {
    var wait = waits.remove(session);
    if (wait != null) {
      wait.end().cancel(false);
    }
    admit(session, admitted.place(), admitted.slowed());
    if (session.isClosing()) {
      sessionClosed(session); // it may not have had the place yet when it closed
      return;
    }
    turn(session).complete(null);
    ProxiedConnections.deliverEarly(session.getIoSession());
    session.getIoSession().resumeRead();
  }

  private void admit(Session session, Place place, boolean slowed) {
    var pause = slowed ? SLOWED : Duration.ZERO;
    if (slowed) {
      session.getIoSession().suspendRead();
      var _ = after(SLOWED, () -> session.getIoSession().resumeRead());
    }
    var grace = limits.loginGrace();
    var end = after(grace.plus(pause), () -> late(session, "login-grace", grace));
    visits.put(session, new Visit(place, System.nanoTime(), end));
    if (!place.isKnown()) {
      Runnable late = () -> late(session, "no-key-exchange", KEX_WITHIN);
      new KeyExchangeTime(KEX_WITHIN, timer, System::nanoTime, late).measure(session, pause);
    }
  }

  private Future<?> after(Duration time, Runnable task) {
    return timer.schedule(task, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  static void late(Session session, String cause, Duration within) {
    if (!session.isAuthenticated()) {
      SignInAttempt.of(session).ended(cause);
      var sentence = "not done within %d s (%s); try again".formatted(within.toSeconds(), cause);
      Thread.startVirtualThread(() -> disconnect(session, sentence));
    }
  }

  private static void disconnect(Session session, String sentence) {
    try {
      session.disconnect(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, sentence);
    } catch (IOException gone) {
      session.close(true);
    }
  }

  private void refuse(Session session, Admission.Refused refusal) {
    session.setAttribute(REFUSED, true);
    metrics.notSignedIn(Metrics.SignIn.TURNED_AWAY, Metrics.Method.NONE);
    var socket = session.getIoSession();
    var from = Network.of(socket.getRemoteAddress());
    lines.say(
        from,
        () ->
            audit.record(
                new AuditEvent.TooManyConnections(
                    origin.apply(session), from.toString(), refusal.cause())));
    boolean lingers = lingering.getAndUpdate(n -> Math.min(n + 1, LINGERING)) < LINGERING;
    try {
      var told = socket.writeBuffer(new ByteArrayBuffer(Refusal.bytes(refusal.sentence())));
      if (lingers) {
        // Closed with something of the client's unread, the connection would be reset, and the
        // reason lost with it: so it is the client who closes first.
        socket.shutdownOutputStream();
      } else {
        told.addListener(_ -> session.close(true));
      }
    } catch (IOException gone) {
      session.close(true);
    }
    if (lingers) {
      var end = after(LINGER, () -> session.close(true));
      session.addCloseFutureListener(_ -> {
        end.cancel(false);
        lingering.decrementAndGet();
      });
    }
  }

  @Override
  public void sessionEvent(Session session, Event event) {
    var visit = visits.get(session);
    if (visit != null && event == Event.Authenticated) {
      visit.grace().cancel(false);
      places.signedIn(visit.place());
      metrics.signedIn(Duration.ofNanos(System.nanoTime() - visit.since()));
    }
  }

  @Override
  public void sessionClosed(Session session) {
    var wait = waits.remove(session);
    if (wait != null) {
      wait.end().cancel(false);
      boolean _ = places.giveUp(wait.waiter());
    }
    var visit = visits.remove(session);
    if (visit == null) {
      return;
    }
    visit.grace().cancel(false);
    if (!places.leave(visit.place())) {
      failed(session, visit);
    }
  }

  private void failed(Session session, Visit visit) {
    var network = visit.place().network();
    var attempt = SignInAttempt.of(session);
    if (attempt.isProbe()) {
      metrics.probed();
    } else {
      metrics.notSignedIn(Metrics.SignIn.FAILED, attempt.method());
      lines.say(network, () -> notSignedIn(session));
    }
    boolean brief = System.nanoTime() - visit.since() < LOOK.toNanos();
    boolean isLook =
        attempt.isProbe()
            && (ProxiedConnections.isOfProxy(session.getIoSession())
                || (brief && penalties.looked(network)));
    if (!isLook && !attempt.isExcused() && penalties.failed(network)) {
      lines.say(
          network,
          () ->
              audit.record(
                  new AuditEvent.Penalty(
                      network.toString(),
                      limits.penalties().after(),
                      limits.penalties().lasting(),
                      penalties.isKnown(network))));
    }
  }

  private void notSignedIn(Session session) {
    audit.record(
        new AuditEvent.NotSignedIn(origin.apply(session), SignInAttempt.of(session).told()));
  }
}
