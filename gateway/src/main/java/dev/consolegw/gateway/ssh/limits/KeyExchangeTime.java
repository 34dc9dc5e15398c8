package dev.consolegw.gateway.ssh.limits;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.jspecify.annotations.Nullable;

/**
 * How long a client may keep us waiting until keys are exchanged: so long for each of its steps,
 * its version, its proposal (RFC 4253, 4.2 and 7.1) and the rest. What we take ourselves is not its
 * time: the mathematics, which give way to all else on a busy machine. Any thread; the lock is held
 * over memory only.
 */
public final class KeyExchangeTime {
  private static final AttributeKey<KeyExchangeTime> TIME = new AttributeKey<>();

  private final Duration within;
  private final ScheduledExecutorService timer;
  private final LongSupplier nanoTime;
  private final Runnable late;

  private long left;
  private long since; // when it was the client's turn last
  private int ours = 1; // reasons why it is not
  private boolean over;
  private @Nullable Future<?> deadline;

  /**
   * Begins when it is the client's turn.
   *
   * @param within for each step
   * @param timer its tasks are short
   * @param late called once, when a step has taken longer
   */
  KeyExchangeTime(
      Duration within, ScheduledExecutorService timer, LongSupplier nanoTime, Runnable late) {
    this.within = within;
    this.timer = timer;
    this.nanoTime = nanoTime;
    this.late = late;
    this.left = within.toNanos();
  }

  /**
   * Measures one connection with this.
   *
   * @param pause nothing is read of it for so long
   */
  void measure(Session session, Duration pause) {
    session.setAttribute(TIME, this);
    begin(pause);
  }

  synchronized void begin(Duration pause) {
    left += pause.toNanos();
    theirs();
  }

  /** That of a connection, if it has not exchanged keys yet and there is a limit. */
  public static @Nullable KeyExchangeTime of(Session session) {
    return session.getAttribute(TIME);
  }

  /** Tells of the steps that clients make. */
  static SessionListener steps() {
    return new SessionListener() {
      @Override
      public void sessionPeerIdentificationReceived(
          Session session, String version, List<String> extraLines) {
        step(session);
      }

      @Override
      public void sessionNegotiationEnd(
          Session session,
          Map<KexProposalOption, String> clients,
          Map<KexProposalOption, String> servers,
          Map<KexProposalOption, String> agreed,
          @Nullable Throwable reason) {
        step(session);
      }

      @Override
      public void sessionEvent(Session session, Event event) {
        if (event == Event.KeyEstablished) {
          end(session);
        }
      }

      @Override
      public void sessionClosed(Session session) {
        end(session);
      }
    };
  }

  private static void step(Session session) {
    var time = of(session);
    if (time != null) {
      time.step();
    }
  }

  private static void end(Session session) {
    var time = session.removeAttribute(TIME);
    if (time != null) {
      time.end();
    }
  }

  /** The client has come one step further. */
  synchronized void step() {
    left = within.toNanos();
    since = nanoTime.getAsLong();
    await();
  }

  /** From now on we are who is waited for, until {@link #theirs} as often as this. */
  public synchronized void ours() {
    if (ours++ == 0) {
      left -= nanoTime.getAsLong() - since;
      await();
    }
  }

  /** It is the client's turn again. */
  public synchronized void theirs() {
    if (--ours == 0) {
      since = nanoTime.getAsLong();
      await();
    }
  }

  /** Keys have been exchanged, or the connection has ended. */
  synchronized void end() {
    over = true;
    await();
  }

  /** Awaits the client if it is its turn. The caller has the lock. */
  private void await() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
    if (!over && ours == 0) {
      deadline = timer.schedule(this::look, Math.max(0, left), TimeUnit.NANOSECONDS);
    }
  }

  /** What came in time may have been heard in the very moment. */
  private void look() {
    synchronized (this) {
      if (over || ours > 0 || nanoTime.getAsLong() - since < left) {
        return;
      }
      over = true;
    }
    late.run();
  }
}
