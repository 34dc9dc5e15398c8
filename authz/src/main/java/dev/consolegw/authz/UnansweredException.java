package dev.consolegw.authz;

/** Whoever decides does not answer. Its message is one printable sentence, without foreign text. */
public final class UnansweredException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnansweredException(String message, Throwable cause) {
    super(message, cause);
  }
}
