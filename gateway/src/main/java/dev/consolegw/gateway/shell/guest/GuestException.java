package dev.consolegw.gateway.shell.guest;

import java.io.IOException;

/** A guest does not do what it was asked for. The message is a sentence for the person. */
public final class GuestException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String sentence;

  /** What kind of trouble it is; its exit code in lines for people. */
  public enum Kind {
    /** The guest, its line or its shell cannot be reached. */
    UNREACHABLE,
    /** The console is in use, or too much is under way: later it may work. */
    BUSY,
    /** The guest refused the account, its password, or what was asked for. */
    REFUSED,
    /** The guest cannot do such a thing. */
    UNSUPPORTED
  }

  public GuestException(Kind kind, String sentence) {
    super(sentence);
    this.kind = kind;
    this.sentence = sentence;
  }

  /** A sentence for the person. */
  @Override
  public String getMessage() {
    return sentence;
  }

  public Kind kind() {
    return kind;
  }
}
