package dev.consolegw.gateway.access;

import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;

/** A person cannot have what they asked for: an exit status and a sentence, no stack trace. */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient SessionEnd ending;

  public Refusal(ExitCode code, String sentence) {
    super(sentence, null, false, false);
    this.ending = SessionEnd.now(code, sentence);
  }

  public SessionEnd ending() {
    return ending;
  }
}
