package dev.consolegw.gateway.console;

/** The answer to somebody who wants to look at a console. */
public sealed interface Admission {
  /** Come in. */
  record Admitted(Viewer viewer) implements Admission {}

  /** Not now, or not at all. */
  record Refused(Ending ending) implements Admission {}

  /** Refused with this exit status and line. */
  static Admission refused(ExitCode code, String text) {
    return new Refused(Ending.now(code, text));
  }
}
