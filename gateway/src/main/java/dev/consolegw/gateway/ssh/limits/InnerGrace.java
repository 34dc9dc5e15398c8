package dev.consolegw.gateway.ssh.limits;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/**
 * Limits for how long a connection inside another one may take to sign in. Who is there has signed
 * in outside, so nothing of it counts against their network. MINA's threads.
 */
final class InnerGrace implements SessionListener {
  private final Duration grace;
  private final ScheduledExecutorService timer;
  private final StrangerLog lines;
  private final Consumer<Session> tell;
  private final Map<Session, Future<?>> deadlines = new ConcurrentHashMap<>();

  /**
   * Starts nothing.
   *
   * @param timer its tasks are short
   * @param lines how many there may be of those who do not sign in
   * @param tell tells of one that did not sign in
   */
  InnerGrace(
      Duration grace, ScheduledExecutorService timer, StrangerLog lines, Consumer<Session> tell) {
    this.grace = grace;
    this.timer = timer;
    this.lines = lines;
    this.tell = tell;
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
      lines.say(Network.of(from), () -> tell.accept(session));
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
