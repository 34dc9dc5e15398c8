package dev.consolegw.gateway.net;

import dev.consolegw.gateway.backend.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Plain words for how connections end. */
public final class EndReasons {
  private static final String NOT_ALLOWED =
      "the gateway may not connect to %s; is there a firewall or a sandbox in between?";

  /** The far side hung up, as when its machine stops. */
  public static final Reason FAR_SIDE_CLOSED =
      Reason.of(Reason.Kind.ENDED, "the far side closed the connection");

  /** A fault of ours. */
  public static final Reason INTERNAL =
      Reason.of(Reason.Kind.LOCAL, "an internal error, see the gateway's log");

  static final Reason STOPPING = Reason.of(Reason.Kind.LOCAL, "the gateway is stopping");

  /** A dial whose deadline has passed without a byte: QEMU answers nobody while it has a client. */
  public static final Reason NO_ANSWER =
      Reason.of(
          Reason.Kind.BUSY,
          "the console is in use by another client (it accepted the connection and does not"
              + " answer)");

  /** What the system calls it, and a sentence in which the name stands. */
  private static final Map<String, String> SYSTEM_WORDS = new LinkedHashMap<>();

  private static final Map<String, String> TLS_WORDS = new LinkedHashMap<>();

  static {
    SYSTEM_WORDS.put("refused", "nothing listens on %s");
    SYSTEM_WORDS.put("timed out", "%s does not answer");
    SYSTEM_WORDS.put("o route to host", "there is no route to %s");
    SYSTEM_WORDS.put("ost is unreachable", "there is no route to %s");
    SYSTEM_WORDS.put("etwork is unreachable", "no network of this machine leads to %s");
    SYSTEM_WORDS.put(
        "annot assign requested address",
        "this machine has no address or no free port from which %s can be reached");
    SYSTEM_WORDS.put("ermission denied", NOT_ALLOWED);
    SYSTEM_WORDS.put("peration not permitted", NOT_ALLOWED);
    SYSTEM_WORDS.put(
        "oo many open files",
        "the gateway has too many files open for a connection to %s; raise its LimitNOFILE");
    SYSTEM_WORDS.put("o buffer space", "the system has no memory for a connection to %s");
    SYSTEM_WORDS.put("annot allocate memory", "the system has no memory for a connection to %s");
    SYSTEM_WORDS.put(
        "amily", "this machine has no network of the kind of %s; IPv4 and IPv6 are two");
    SYSTEM_WORDS.put("nvalid argument", "%s is no address that can be connected to");
    SYSTEM_WORDS.put("wrong type", "%s is a socket of another kind; a console's carries a stream");
    SYSTEM_WORDS.put("ot a directory", "there is no socket %s: what it should be in is no folder");
    SYSTEM_WORDS.put("ymbolic links", "there is no socket %s: its links lead in a circle");
    SYSTEM_WORDS.put("too long", "%s is too long for the path of a socket, which has 107 bytes");

    TLS_WORDS.put("nrecognized SSL message", "it does not speak TLS; ws:// and odorobo:// do not");
    TLS_WORDS.put("ubject alternative", "its certificate is for another name");
    TLS_WORDS.put("o name matching", "its certificate is for another name");
    TLS_WORDS.put("ertificate_required", "it wants a certificate of ours, and we have none");
    TLS_WORDS.put("bad_certificate", "it wants a certificate of ours, and we have none");
    TLS_WORDS.put("protocol_version", "it speaks no version of TLS that we do");
    TLS_WORDS.put("handshake_failure", "it has no cipher of TLS that we have");
    TLS_WORDS.put("unrecognized_name", "it knows no server of this name");
  }

  private EndReasons() {}

  /** Says so to whoever writes to what has ended. */
  public static void throwIfEnded(@Nullable Reason why) throws IOException {
    if (why != null) {
      throw new IOException("the connection has ended: " + why.text());
    }
  }

  /** Why a connection broke. */
  public static Reason of(IOException e) {
    var message = String.valueOf(e.getMessage());
    if (isCut(message)) {
      return Reason.of(Reason.Kind.ENDED, "the far side broke off the connection");
    }
    if (message.contains("timed out")) {
      return Reason.of(Reason.Kind.ENDED, "the far side no longer answers");
    }
    if (message.contains("unreachable") || message.contains("o route to host")) {
      return Reason.of(Reason.Kind.ENDED, "the network to the far side is gone");
    }
    if (e instanceof SSLException) {
      return Reason.of(Reason.Kind.ENDED, "the far side broke the protocol of TLS");
    }
    return Reason.of(Reason.Kind.ENDED, "the connection broke" + systemSays(message));
  }

  private static boolean isCut(String message) {
    return message.contains("reset")
        || message.contains("Broken pipe")
        || message.contains("aborted");
  }

  /** For what has no words of ours. */
  private static String systemSays(String message) {
    return " (the system says: " + message + ")";
  }

  /**
   * Why something could not be connected to, or broke off at once: a sentence for people.
   *
   * @param name what it was, as people write it
   */
  public static String failure(String name, IOException e) {
    return switch (e) {
      case SocketTimeoutException _ -> name + " does not answer";
      case NoRouteToHostException _ -> "there is no route to " + name;
      case ClosedChannelException _ -> "the connection to " + name + " was given up";
      default -> {
        var message = String.valueOf(e.getMessage());
        yield SYSTEM_WORDS.entrySet().stream()
            .filter(entry -> message.contains(entry.getKey()))
            .findFirst()
            .map(entry -> entry.getValue().formatted(name))
            .orElseGet(() ->
                isCut(message)
                    ? name + " broke off the connection"
                    : name + " cannot be reached" + systemSays(message));
      }
    };
  }

  /**
   * Why there is no TLS with a server.
   *
   * @param name what it is, as people write it
   */
  public static Reason noTls(String name, SSLException e) {
    return Reason.of(Reason.Kind.REFUSED, "no TLS with " + name + ": " + tlsWords(e));
  }

  private static String tlsWords(SSLException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case CertificateExpiredException _ -> {
          return "its certificate has expired";
        }
        case CertificateNotYetValidException _ -> {
          return "its certificate is not valid yet; is the clock right?";
        }
        case CertPathBuilderException _ -> {
          return "its certificate is signed by nobody that we trust; set 'ca'";
        }
        case EOFException _ -> {
          return "it hung up; does it speak TLS?";
        }
        default -> {}
      }
    }
    var message = String.valueOf(e.getMessage());
    return TLS_WORDS.entrySet().stream()
        .filter(entry -> message.contains(entry.getKey()))
        .findFirst()
        .map(Map.Entry::getValue)
        .orElse("it does not trust us, or we do not trust it" + systemSays(message));
  }
}
