package dev.consolegw.gateway.wire.vspc;

import dev.consolegw.gateway.backend.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link of a VM, and how it is handed over to the next one.
 *
 * <pre>
 *                BEGIN: GOAHEAD behind all input             PEER on another link: PEER-OK
 *   On its link ──────────────────────────────────▶ Leaving ─────────────────────────────▶ Arriving
 *    ▲   ▲             input is held from here        │ ▲                                  │    │
 *    │   └─────── ABORT, or it took too long ─────────┘ └────── the other link ended ──────┘    │
 *    └────────────────── COMPLETE: held input, and all that follows, on the other link ─────────┘
 * </pre>
 *
 * <p>The first link may end while the VM is leaving or arriving: the other host goes on, or else it
 * is over. Any thread. The lock guards all fields, and is held over the links' non-blocking writes,
 * so that nothing typed comes between the input before a move and its GOAHEAD; the backend is told
 * without it.
 */
final class MovingLine {
  /** How long a VM may be on its way before its source goes on. */
  static final Duration MOVE = Duration.ofMinutes(2);

  /** The same when its source is gone already. */
  static final Duration SOURCE_GONE = Duration.ofSeconds(30);

  /** How long the old link may take to end by itself. */
  static final Duration FAREWELL = Duration.ofSeconds(5);

  /** What a host may call a move, in bytes; four are usual. */
  static final int SEQUENCE = 64;

  private static final Reason MOVED = Reason.of(Reason.Kind.LOCAL, "the VM has moved");
  private static final Reason NOT_ARRIVED =
      Reason.of(Reason.Kind.AWAY, "it left its host and did not arrive at another one");
  private static final Logger log = LoggerFactory.getLogger(MovingLine.class);

  private final VspcBackend backend;
  private final VspcServices services;
  private final ReentrantLock lock = new ReentrantLock();
  private final HeldInput input = new HeldInput();
  private final ReadPause pause;
  private @Nullable VspcLink current;
  private @Nullable VspcLink former;
  private @Nullable Move move;
  private boolean closing;

  /** What the backend is to be told, without the lock. */
  private enum News {
    NONE,
    HELD,
    RELEASED;

    static News of(boolean released) {
      return released ? RELEASED : NONE;
    }
  }

  MovingLine(VspcBackend backend, VspcLink first, VspcServices services) {
    this.backend = backend;
    this.current = first;
    this.services = services;
    this.pause = new ReadPause(services.timer());
    pause.follow(first);
  }

  boolean isMoving() {
    return locked(() -> move != null);
  }

  private boolean locked(BooleanSupplier asked) {
    lock.lock();
    try {
      return asked.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }

  /** The link that input goes to; nothing when that is gone. */
  Optional<VspcLink> current() {
    lock.lock();
    try {
      return Optional.ofNullable(current);
    } finally {
      lock.unlock();
    }
  }

  /** Sends input as it is on the wire; whether it is gone. */
  boolean send(ByteBuffer bytes) throws IOException {
    lock.lock();
    try {
      return input.send(bytes, taker());
    } finally {
      lock.unlock();
    }
  }

  /** Sends a break; whether it is gone. */
  boolean sendBreak() throws IOException {
    lock.lock();
    try {
      return input.sendBreak(taker());
    } finally {
      lock.unlock();
    }
  }

  /** Where input goes now; null while it is kept. */
  private @Nullable VspcLink taker() throws IOException {
    if (closing || (current == null && move == null)) {
      throw new IOException("the connection has ended");
    }
    return move == null ? current : null;
  }

  boolean holds() {
    return locked(() -> move != null || current == null || current.holds());
  }

  /** Why its guest is not read, if it is not. */
  ReadPause pause() {
    return pause;
  }

  /** Whether what a link brings is to be shown now; if not, it is kept until the VM arrives. */
  boolean prints(VspcLink link, ByteBuffer bytes) {
    lock.lock();
    try {
      var under = move;
      if (under == null || !link.equals(under.target())) {
        return true;
      }
      if (!under.print(bytes)) {
        link.close(Reason.of(Reason.Kind.PROTOCOL, "it prints before its VM has arrived"));
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** The VM is about to leave its host; one that begins anew forgets the last time. */
  void begin(VspcLink link, byte[] sequence) {
    News news;
    lock.lock();
    try {
      if (!link.equals(current) || closing) {
        return;
      }
      boolean again = endMove();
      var ticket =
          sequence.length <= SEQUENCE
              ? services.moves().begin(backend, sequence)
              : Optional.<Moves.Ticket>empty();
      if (ticket.isPresent()) {
        leave(link, ticket.get());
        news = again ? News.NONE : News.HELD;
      } else {
        link.say(Suboption.VMOTION_NOTNOW, sequence);
        log.warn("event=vspc-move-declined console={}", backend.console());
        news = again ? News.of(input.flush(link)) : News.NONE;
      }
    } finally {
      lock.unlock();
    }
    tell(news);
  }

  private void leave(VspcLink link, Moves.Ticket ticket) {
    // Behind all that was sent, which the host therefore takes first.
    link.sayBehindInput(Suboption.VMOTION_GOAHEAD, ticket.whole());
    move = new Move(ticket, services.earlyOutput(), expiry(ticket, MOVE));
    log.info("event=vspc-moving console={} host={}", backend.console(), link.host());
  }

  private Future<?> expiry(Moves.Ticket ticket, Duration time) {
    return services.timer().schedule(() -> expire(ticket), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Another host has the VM, as far as it says. On the thread of its link.
   *
   * @return whether it is still on its way
   */
  boolean peer(Moves.Ticket ticket, VspcLink link) {
    lock.lock();
    try {
      var under = move;
      if (closing || under == null || !under.ticket().equals(ticket)) {
        return false;
      }
      var before = under.target();
      if (before != null) {
        before.close(MOVED);
      }
      under.goTo(link);
      link.handTo(backend);
      link.say(Suboption.VMOTION_PEER_OK, ticket.sequence());
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The VM goes on at the other host. */
  void complete(VspcLink link) {
    ByteBuffer printed;
    News news;
    VspcLink before;
    lock.lock();
    try {
      var under = move;
      if (closing || under == null || !link.equals(under.target())) {
        return;
      }
      before = current;
      former = before;
      current = link;
      under.goTo(null);
      printed = under.end();
      endMove();
      pause.follow(link);
      news = News.of(input.flush(link));
    } finally {
      lock.unlock();
    }
    log.info("event=vspc-moved console={} host={}", backend.console(), link.host());
    services.registrar().moved(backend.console(), link.from());
    if (printed.hasRemaining()) {
      backend.print(printed);
    }
    tell(news);
    if (before != null) {
      before.resume(); // whatever it still says is read, and its end
      var _ =
          services
              .timer()
              .schedule(() -> before.close(MOVED), FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** The VM stays where it is. */
  void abort(VspcLink link) {
    var news = News.NONE;
    lock.lock();
    try {
      if (link.equals(current) && !closing && endMove()) {
        log.info("event=vspc-stays console={} cause=\"its host gave up\"", backend.console());
        news = News.of(input.flush(link));
      }
    } finally {
      lock.unlock();
    }
    tell(news);
  }

  private void expire(Moves.Ticket ticket) {
    var news = News.NONE;
    boolean over = false;
    lock.lock();
    try {
      if (move == null || !move.ticket().equals(ticket)) {
        return;
      }
      endMove();
      var source = current;
      if (source == null) {
        over = true;
        closing = true;
      } else {
        log.warn("event=vspc-stays console={} cause=\"it took too long\"", backend.console());
        news = News.of(input.flush(source));
      }
    } finally {
      lock.unlock();
    }
    tell(news);
    if (over) {
      backend.end(NOT_ARRIVED);
    }
  }

  /** Forgets the move, if there is one, and ends its target. */
  private boolean endMove() {
    var under = move;
    if (under == null) {
      return false;
    }
    move = null;
    services.moves().end(under.ticket());
    var _ = under.end();
    var target = under.target();
    if (target != null) {
      target.close(MOVED);
    }
    return true;
  }

  /** The link has nothing left. */
  void drained(VspcLink link) {
    lock.lock();
    try {
      if (move != null || !link.equals(current) || !input.drained(link)) {
        return;
      }
    } finally {
      lock.unlock();
    }
    tell(News.RELEASED);
  }

  /** A link has ended: that of a VM on its way is missed only when it does not arrive. */
  void ended(VspcLink link, Reason why) {
    lock.lock();
    try {
      var under = move;
      if (link.equals(former)) {
        former = null;
        return;
      }
      if (under != null && link.equals(under.target())) {
        under.goTo(null);
        return;
      }
      if (!link.equals(current)) {
        return;
      }
      current = null;
      pause.follow(null);
      if (under != null && !closing) {
        under.expireBy(expiry(under.ticket(), SOURCE_GONE));
        return;
      }
      closing = true;
      endMove();
    } finally {
      lock.unlock();
    }
    backend.end(why);
  }

  /** Ends all links, and with them the line. */
  void close(Reason why) {
    VspcLink last;
    lock.lock();
    try {
      if (closing) {
        return;
      }
      closing = true;
      endMove();
      last = current;
      if (former != null) {
        former.close(why);
      }
    } finally {
      lock.unlock();
    }
    if (last == null) {
      backend.end(why);
    } else {
      last.close(why);
    }
  }

  private void tell(News news) {
    switch (news) {
      case NONE -> {}
      case HELD -> backend.held();
      case RELEASED -> backend.released();
    }
  }
}
