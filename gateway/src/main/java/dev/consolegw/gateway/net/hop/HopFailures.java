package dev.consolegw.gateway.net.hop;

import static dev.consolegw.gateway.backend.Reason.Kind.NOT_FOUND;
import static dev.consolegw.gateway.backend.Reason.Kind.REFUSED;
import static dev.consolegw.gateway.backend.Reason.Kind.UNREACHABLE;

import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.transport.Endpoint;
import dev.consolegw.gateway.transport.Hop;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.jspecify.annotations.Nullable;

/** Plain words for what a hop refuses, and for why it cannot be used. */
final class HopFailures {
  /** What we closed ourselves. */
  static final Reason GIVEN_UP = Reason.of(Reason.Kind.LOCAL, "the gateway closed the connection");

  private static final String FAR_SIDE = "the far side";
  private static final int REASON_LENGTH = 120;

  private static final Pattern NO_COMMON =
      Pattern.compile(
          "(?i)unable to negotiate.* for (.*?)(?: algorithms?)? ?\\(client: .* / server: (.*)\\)");

  private HopFailures() {}

  /** Of a hop, with the name that it was dialled by. */
  static Reason of(Reason.Kind kind, Hop hop, String text) {
    var ours = text.startsWith(FAR_SIDE) ? "it" + text.substring(FAR_SIDE.length()) : text;
    return Reason.of(kind, "the hop " + hop + ": " + ours);
  }

  /** A dial of the hop's own port has failed. */
  static Reason unreachable(Hop hop, Reason why) {
    return of(why.kind(), hop, why.text().toString());
  }

  /** It takes part in no sign-in that we could make out. */
  static Reason signIn(Hop hop, @Nullable Throwable failure) {
    var message = failure == null ? "" : String.valueOf(failure.getMessage());
    var noCommon = NO_COMMON.matcher(message);
    if (noCommon.find()) {
      return of(
          REFUSED,
          hop,
          "no common algorithm (%s); it offers %s"
              .formatted(noCommon.group(1), cut(noCommon.group(2))));
    }
    if (failure instanceof SshException ssh) {
      return switch (ssh.getDisconnectCode()) {
        case SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE ->
            of(
                REFUSED,
                hop,
                "it does not let %s in with our key; is its public half in authorized_keys there?"
                    .formatted(hop.user()));
        case 0 -> of(UNREACHABLE, hop, "the connection broke while it was made");
        default -> of(REFUSED, hop, "it refuses the connection: " + cut(message));
      };
    }
    return of(UNREACHABLE, hop, "the connection broke while it was made");
  }

  /** It does not connect us to what is behind it. */
  static DialException behind(Hop hop, Endpoint to, SshChannelOpenException refusal) {
    var said = String.valueOf(refusal.getMessage());
    var reason =
        switch (refusal.getReasonCode()) {
          case SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED -> prohibited(hop, to);
          case SshConstants.SSH_OPEN_CONNECT_FAILED -> unconnected(hop, to, said);
          case SshConstants.SSH_OPEN_RESOURCE_SHORTAGE ->
              of(UNREACHABLE, hop, "it has no room for one more channel: " + cut(said));
          case SshConstants.SSH_OPEN_UNKNOWN_CHANNEL_TYPE ->
              of(REFUSED, hop, "its SSH server forwards no " + kind(to));
          default -> of(REFUSED, hop, "it does not connect to " + to + ": " + cut(said));
        };
    return new DialException(reason, refusal);
  }

  private static Reason prohibited(Hop hop, Endpoint to) {
    var settings =
        switch (to) {
          case Endpoint.Tcp _ -> "AllowTcpForwarding and PermitOpen";
          case Endpoint.Unix _, Endpoint.UnixAbstract _, Endpoint.Inbound _ ->
              "AllowStreamLocalForwarding";
        };
    return of(
        REFUSED,
        hop,
        "it may not connect %s to %s, or cannot; see %s in its sshd_config, and the options of our"
                .formatted(hop.user(), to, settings)
            + " key there");
  }

  /** OpenSSH says why in the C library's words. */
  private static Reason unconnected(Hop hop, Endpoint to, String said) {
    var small = said.toLowerCase(Locale.ROOT);
    var what =
        switch (to) {
          case Endpoint.Tcp tcp -> tcp.authority();
          case Endpoint.Unix(var path) -> path.toString();
          case Endpoint.UnixAbstract _, Endpoint.Inbound _ -> to.toString();
        };
    if (small.contains("refused")) {
      return of(UNREACHABLE, hop, "nothing listens on " + what + " there");
    }
    if (small.contains("no such file")) {
      return of(UNREACHABLE, hop, "there is no socket " + what + " there");
    }
    if (small.contains("permission denied")) {
      return of(REFUSED, hop, hop.user() + " may not open " + what + " there (permission denied)");
    }
    if (small.contains("name or service")
        || small.contains("name resolution")
        || small.contains("nodename")
        || small.contains("no address")) {
      return of(NOT_FOUND, hop, "it knows no host of the name in " + what);
    }
    if (small.contains("no route") || small.contains("unreachable")) {
      return of(UNREACHABLE, hop, "it has no route to " + what);
    }
    if (small.contains("timed out")) {
      return of(UNREACHABLE, hop, what + " does not answer it");
    }
    if (small.contains("too many open files")) {
      return of(UNREACHABLE, hop, "its sshd has no descriptor left; see `ulimit -n` there");
    }
    if (to instanceof Endpoint.Unix && small.endsWith("open failed")) {
      return of(UNREACHABLE, hop, unopened(hop, what)); // all that OpenSSH ever says
    }
    return of(UNREACHABLE, hop, "it cannot connect to " + what + ": " + cut(said));
  }

  private static String unopened(Hop hop, String what) {
    return ("it cannot open %s: nothing listens there, %s may not open it, it has no descriptor"
            + " left, or AllowStreamLocalForwarding is no; the log of its sshd knows which")
        .formatted(what, hop.user());
  }

  private static String kind(Endpoint to) {
    return to instanceof Endpoint.Tcp ? "TCP connections" : "UNIX sockets";
  }

  private static String cut(String foreign) {
    return foreign.length() <= REASON_LENGTH ? foreign : foreign.substring(0, REASON_LENGTH) + "…";
  }
}
