package dev.consolegw.gateway.ssh.limits;

import dev.consolegw.gateway.terminal.Printable;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits for how long a connection inside another one may take to sign in. Who is there has signed
 * in outside, so nothing of it counts against their network. MINA's threads.
 */
final class InnerGrace implements SessionListener {
  private static final Logger log = LoggerFactory.getLogger("audit");

  private final Duration grace;
  private final ScheduledExecutorService timer;
  private final StrangerLog lines;
  private final Function<Session, String> origin;
  private final Map<Session, Future<?>> deadlines = new ConcurrentHashMap<>();

  /**
   * Starts nothing.
   *
   * @param timer its tasks are short
   * @param lines how many there may be of those who do not sign in
   * @param origin which connections they are, as keys and values for the log
   */
  InnerGrace(
      Duration grace,
      ScheduledExecutorService timer,
      StrangerLog lines,
      Function<Session, String> origin) {
    this.grace = grace;
    this.timer = timer;
    this.lines = lines;
    this.origin = origin;
  }

  @Override
  public void sessionCreated(Session session) {
    Runnable late = () -> ConnectionLimits.late(session, "login-grace", grace);
    deadlines.put(session, timer.schedule(late, grace.toMillis(), TimeUnit.MILLISECONDS));
  }

  @Override
  public void sessionEvent(Session session, Event event) {
    if (event == Event.Authenticated) {
      boolean _ = inTime(session);
    }
  }

  @Override
  public void sessionClosed(Session session) {
    if (inTime(session)) {
      var from = session.getIoSession().getRemoteAddress();
      lines.say(
          Network.of(from),
          () ->
              log.info(
                  "event=not-signed-in from={} {} {}",
                  Printable.of(String.valueOf(from)).asValue(),
                  origin.apply(session),
                  SignInAttempt.of(session)));
    }
  }

  /** Whether the deadline was still to be kept. */
  private boolean inTime(Session session) {
    var deadline = deadlines.remove(session);
    if (deadline == null) {
      return false;
    }
    deadline.cancel(false);
    return true;
  }
}
