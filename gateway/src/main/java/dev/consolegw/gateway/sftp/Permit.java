package dev.consolegw.gateway.sftp;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Renewal;
import dev.consolegw.gateway.command.Refusal;
import dev.consolegw.gateway.console.ExitCode;
import dev.consolegw.gateway.console.Renewer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The right of one session, asked for again when it is due. The session's own thread. */
final class Permit {
  /** How soon it asks again where there was no answer. */
  private static final Duration AGAIN = Duration.ofSeconds(10);

  private final Renewer renewer;
  private final InstantSource clock;
  private Grant grant;
  private Instant due;

  Permit(Renewer renewer, InstantSource clock, Grant grant) {
    this.renewer = renewer;
    this.clock = clock;
    this.grant = grant;
    this.due = grant.renewAt();
  }

  /**
   * Called before every answer; may block for seconds when the right is due.
   *
   * @throws Refusal when it is gone
   */
  void check() throws Refusal {
    var now = clock.instant();
    if (now.isBefore(due)) {
      return;
    }
    switch (renewer.renew(grant)) {
      case Renewal.Renewed(Grant anew) -> {
        grant = anew;
        due = anew.renewAt();
      }
      case Renewal.Gone(String reason) -> throw new Refusal(ExitCode.NOT_ALLOWED, reason);
      case Renewal.Unknown(String why) -> {
        if (!now.isBefore(grant.expires())) {
          throw new Refusal(
              ExitCode.UNAVAILABLE,
              "your right to this console could not be confirmed in time: " + why);
        }
        due = now.plus(AGAIN);
      }
    }
  }
}
