package dev.consolegw.gateway.console.viewer;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Right;
import dev.consolegw.gateway.console.ConsoleServices;
import dev.consolegw.gateway.console.stay.GrantRenewal;
import dev.consolegw.gateway.console.stay.SessionTimeouts;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What lets one viewer stay: the grant, as it is renewed, and the limits of its terms. */
final class SessionLease {
  private static final String LOWERED = "you may only watch from now on";

  private final LocalViewer viewer;
  private final ConsoleServices services;
  private final SessionTimeouts timeouts;
  private volatile Grant grant;
  private volatile @Nullable GrantRenewal renewal;

  SessionLease(LocalViewer viewer, Grant grant, ConsoleServices services) {
    this.viewer = viewer;
    this.grant = grant;
    this.services = services;
    this.timeouts = new SessionTimeouts(viewer, services);
  }

  Grant grant() {
    return grant;
  }

  void begin() {
    timeouts.begin(grant.terms());
    renewal = new GrantRenewal(services, grant, this::renewed, viewer::end);
  }

  /** Asks again for the grant, whenever that is due. */
  void recheck() {
    var current = renewal;
    if (current != null) {
      current.askNow();
    }
  }

  private void renewed(Grant anew) {
    grant = anew;
    timeouts.apply(anew.terms());
    if (!anew.right().includes(Right.WRITE) && viewer.host().giveSeat(viewer)) {
      lowered();
    }
  }

  /** A script must not think that it types. */
  private void lowered() {
    if (viewer.options().pty()) {
      viewer.notice(LOWERED);
    } else {
      viewer.end(SessionEnd.now(ExitCode.NOT_ALLOWED, LOWERED));
    }
  }

  /** The person has typed. */
  void typed() {
    timeouts.typed();
  }

  /** When the person has typed last, or has come. */
  Instant lastKey() {
    return timeouts.lastKey();
  }

  void end() {
    timeouts.cancel();
    var current = renewal;
    if (current != null) {
      current.close();
    }
  }
}
