package dev.consolegw.gateway.shell.guest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/**
 * Sees a guest ask who is there, in text that comes in any pieces. Where a program of ours has the
 * terminal nobody does, unless the guest has restarted. One thread at a time.
 */
public final class LoginPrompt {
  private static final String PROMPT = "login: ";

  private String tail = "";

  /** Takes what comes next. Returns whether the text ends with a prompt now. */
  public boolean ends(ByteBuffer text) {
    if (!text.hasRemaining()) {
      return false;
    }
    int from = Math.max(text.position(), text.limit() - PROMPT.length());
    var last = ISO_8859_1.decode(text.slice(from, text.limit() - from)).toString();
    var all = tail + last;
    tail = all.substring(Math.max(0, all.length() - PROMPT.length()));
    return tail.equals(PROMPT);
  }
}
