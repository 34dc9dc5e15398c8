package dev.consolegw.gateway.ssh.limits;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/**
 * Limits for how long a connection inside another one may take to sign in. Who is there has signed
 * in outside, so nothing of it counts against their network. MINA's threads.
 */
final class InnerGrace implements SessionListener {
  private final Duration grace;
  private final ScheduledExecutorService timer;
  private final Map<Session, Future<?>> deadlines = new ConcurrentHashMap<>();

  /**
   * Starts nothing.
   *
   * @param timer its tasks are short
   */
  InnerGrace(Duration grace, ScheduledExecutorService timer) {
    this.grace = grace;
    this.timer = timer;
  }

  @Override
  public void sessionCreated(Session session) {
    Runnable late = () -> ConnectionLimits.late(session, "login-grace", grace);
    deadlines.put(session, timer.schedule(late, grace.toMillis(), TimeUnit.MILLISECONDS));
  }

  @Override
  public void sessionEvent(Session session, Event event) {
    if (event == Event.Authenticated) {
      inTime(session);
    }
  }

  @Override
  public void sessionClosed(Session session) {
    inTime(session);
  }

  private void inTime(Session session) {
    var deadline = deadlines.remove(session);
    if (deadline != null) {
      deadline.cancel(false);
    }
  }
}
