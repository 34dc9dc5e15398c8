package dev.consolegw.gateway.backend;

import java.io.IOException;

/** A backend could not be opened. */
public final class DialException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Reason reason;

  public DialException(Reason reason) {
    super(reason.text().toString());
    this.reason = reason;
  }

  public DialException(Reason reason, Throwable cause) {
    super(reason.text().toString(), cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
