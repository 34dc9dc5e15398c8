package dev.consolegw.gateway.client;

import java.io.IOException;

/** What was typed means no server, or several. */
final class NoConsoleException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param sentences for a person, without anything of strangers that is not printable
   */
  NoConsoleException(String sentences) {
    super(sentences);
  }
}
