package dev.consolegw.gateway.check;

import java.io.IOException;

/** An answer came, and is not what the gateway needs. The message says why, without secrets. */
final class UnmetException extends IOException {
  private static final long serialVersionUID = 1L;

  UnmetException(String message) {
    super(message);
  }
}
