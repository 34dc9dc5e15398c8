package dev.consolegw.gateway.access;

import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;

/** A person cannot have what they asked for: an exit status and a sentence, no stack trace. */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient SessionEnd ending;
  private final boolean onRecord;

  public Refusal(ExitCode code, String sentence) {
    this(code, sentence, false);
  }

  private Refusal(ExitCode code, String sentence, boolean onRecord) {
    super(sentence, null, false, false);
    this.ending = SessionEnd.now(code, sentence);
    this.onRecord = onRecord;
  }

  public SessionEnd ending() {
    return ending;
  }

  /** The same, of which the audit has heard: whoever passes it on tells it nothing more. */
  public Refusal onRecord() {
    return onRecord ? this : new Refusal(ending.code(), ending.text(), true);
  }

  /** Whether the audit has heard of it. */
  public boolean isOnRecord() {
    return onRecord;
  }
}
