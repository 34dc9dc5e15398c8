package dev.consolegw.gateway.command.line;

/**
 * A command line that says nothing usable. The message is a sentence for whoever typed it, and may
 * quote what they typed: it is foreign text.
 */
public final class MisuseException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A sentence that says what to write instead. */
  public MisuseException(String sentence) {
    super(sentence);
  }
}
