package dev.consolegw.gateway.console;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Right;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What lets one viewer stay: the grant, as it is renewed, and the limits of its terms. */
final class Tenure {
  private static final String LOWERED = "you may only watch from now on";

  private final Viewer viewer;
  private final Works works;
  private final TimeLimits limits;
  private volatile Grant grant;
  private volatile @Nullable GrantWatch watch;

  Tenure(Viewer viewer, Grant grant, Works works) {
    this.viewer = viewer;
    this.grant = grant;
    this.works = works;
    this.limits = new TimeLimits(viewer, works);
  }

  Grant grant() {
    return grant;
  }

  void begin() {
    limits.begin(grant.terms());
    watch = new GrantWatch(works, grant, this::renewed, viewer::end);
  }

  private void renewed(Grant anew) {
    grant = anew;
    if (!anew.right().includes(Right.WRITE) && viewer.console().attendance().give(viewer)) {
      lowered();
    }
  }

  /** A script must not think that it types. */
  private void lowered() {
    if (viewer.wishes().pty()) {
      viewer.notice(LOWERED);
    } else {
      viewer.end(Ending.now(ExitCode.NOT_ALLOWED, LOWERED));
    }
  }

  /** The person has typed. */
  void typed() {
    limits.typed();
  }

  /** When the person has typed last, or has come. */
  Instant lastKey() {
    return limits.lastKey();
  }

  void end() {
    limits.cancel();
    var watching = watch;
    if (watching != null) {
      watching.close();
    }
  }
}
