package dev.consolegw.gateway.command;

import dev.consolegw.gateway.console.Ending;
import dev.consolegw.gateway.console.ExitCode;

/** A person cannot have what they asked for: an exit status and a sentence, no stack trace. */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Ending ending;

  public Refusal(ExitCode code, String sentence) {
    super(sentence, null, false, false);
    this.ending = Ending.now(code, sentence);
  }

  public Ending ending() {
    return ending;
  }
}
