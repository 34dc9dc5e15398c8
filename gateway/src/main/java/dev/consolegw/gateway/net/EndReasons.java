package dev.consolegw.gateway.net;

import dev.consolegw.gateway.backend.Reason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Plain words for how connections end. */
public final class EndReasons {
  static final Reason FAR_SIDE_CLOSED =
      Reason.of(Reason.Kind.ENDED, "the far side closed the connection");

  static final Reason INTERNAL =
      Reason.of(Reason.Kind.LOCAL, "an internal error, see the gateway's log");

  static final Reason STOPPING = Reason.of(Reason.Kind.LOCAL, "the gateway is stopping");

  /** A dial whose deadline has passed without a byte: QEMU answers nobody while it has a client. */
  public static final Reason NO_ANSWER =
      Reason.of(
          Reason.Kind.BUSY,
          "the console is in use by another client (it accepted the connection and does not"
              + " answer)");

  private EndReasons() {}

  static void throwIfEnded(@Nullable Reason why) throws IOException {
    if (why != null) {
      throw new IOException("the connection has ended: " + why.text());
    }
  }

  static Reason of(IOException e) {
    var message = String.valueOf(e.getMessage());
    if (message.contains("reset") || message.contains("Broken pipe")) {
      return Reason.of(Reason.Kind.ENDED, "the far side broke off the connection");
    }
    if (message.contains("timed out")) {
      return Reason.of(Reason.Kind.ENDED, "the far side no longer answers");
    }
    return Reason.of(Reason.Kind.ENDED, "the connection broke: " + message);
  }
}
