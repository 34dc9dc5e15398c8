package dev.consolegw.gateway.console;

import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;

/** The answer to somebody who wants to look at a console. */
public sealed interface AttachResult {
  /** Come in. */
  record Admitted(Viewer viewer) implements AttachResult {}

  /** Not now, or not at all. */
  record Refused(SessionEnd ending) implements AttachResult {}

  /** Refused with this exit status and line. */
  static AttachResult refused(ExitCode code, String text) {
    return new Refused(SessionEnd.now(code, text));
  }
}
