package dev.consolegw.authz.openstack.client.http;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why there was no answer, in a few words of ours: those of the library may quote addresses. */
public final class Silence {
  /** Causes within causes that are looked at. */
  private static final int MAX_DEPTH = 10;

  public static final String TOO_LARGE = "its answer is larger than 32 MiB";

  private Silence() {}

  public static String words(@Nullable Throwable failure) {
    var cause = failure;
    var words = "the connection was cut";
    for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
      switch (cause) {
        case UnknownHostException _, UnresolvedAddressException _ -> {
          return "its host name is not known";
        }
        case SSLException _ -> {
          return "its certificate is not accepted, or it speaks no TLS; see 'cacert'";
        }
        case HttpTimeoutException _ -> words = "no answer in time";
        case ConnectException _ -> words = "the connection is refused";
        default -> {
          // The JDK's own text of BodyHandlers.limiting; a test notices when it changes.
          if (String.valueOf(cause.getMessage()).startsWith("body exceeds capacity")) {
            return TOO_LARGE;
          }
        }
      }
      cause = cause.getCause();
    }
    return words;
  }
}
