package dev.consolegw.gateway.net.websocket;

import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.backend.Reason.Kind;
import dev.consolegw.gateway.terminal.Printable;
import org.java_websocket.framing.CloseFrame;

/** What the status codes of RFC 6455, section 7.4, mean to a person at a console. */
final class CloseWords {
  private CloseWords() {}

  static Reason of(int code, String reason) {
    return switch (code) {
      case CloseFrame.NORMAL, CloseFrame.NOCODE ->
          words(Kind.ENDED, "the far side ended the connection", code, reason);
      case CloseFrame.GOING_AWAY ->
          words(Kind.ENDED, "the far side is shutting down", code, reason);
      case CloseFrame.PROTOCOL_ERROR, CloseFrame.NO_UTF8, CloseFrame.TOOBIG ->
          words(Kind.PROTOCOL, "the far side found our data in error", code, reason);
      case CloseFrame.REFUSE ->
          words(Kind.REFUSED, "the far side does not take this kind of data", code, reason);
      case CloseFrame.POLICY_VALIDATION ->
          words(Kind.REFUSED, "the far side does not allow this", code, reason);
      case CloseFrame.UNEXPECTED_CONDITION ->
          words(Kind.UNREACHABLE, "the proxy could not reach the console", code, reason);
      case CloseFrame.TRY_AGAIN_LATER ->
          words(Kind.BUSY, "the far side is overloaded", code, reason);
      default -> words(Kind.ENDED, "the far side ended the connection", code, reason);
    };
  }

  private static Reason words(Kind kind, String words, int code, String reason) {
    var detail = reason.isEmpty() ? "" : " " + reason;
    return new Reason(kind, Printable.of(words + " (" + code + detail + ")"));
  }
}
