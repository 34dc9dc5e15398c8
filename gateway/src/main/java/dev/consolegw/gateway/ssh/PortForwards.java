package dev.consolegw.gateway.ssh;

import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.front.SessionRouter;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.shell.GuestShells;
import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestSocket;
import dev.consolegw.gateway.ssh.forward.Destination;
import dev.consolegw.gateway.terminal.Printable;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;

/**
 * Leads channels into guests, and says why not in the words of RFC 4254, 5.1: <em>prohibited</em>
 * is what somebody may not, whether it is there or not; <em>connect failed</em> what they may, and
 * cannot have now. Blocks; meant for virtual threads.
 */
final class PortForwards {
  private static final int MOST = 65_535;

  /** The longest name of a host (RFC 1035, 2.3.4). */
  private static final int HOST = 255;

  /** What is wrong with what cannot be one. */
  static final String NO_HOST =
      "the name of a host has at most %d characters, and no blanks".formatted(HOST);

  private static final int DELETE = 0x7F;
  private static final Pattern FIRST_OF_LINES = Pattern.compile(":\\n\\s*");
  private static final Pattern LINES = Pattern.compile("\\n\\s*");

  private final SessionRouter router;

  PortForwards(SessionRouter router) {
    this.router = router;
  }

  /** Opens something in a guest, for whoever the caller is by now. */
  private interface Opening {
    GuestSocket by(GuestShells shells, Caller current) throws Refusal, GuestException;
  }

  /** A TCP connection from inside the guest that the caller means. */
  Destination connect(Caller caller, String host, long port) throws SshChannelOpenException {
    var mistake = mistake(host, port, 1);
    if (mistake.isPresent()) {
      throw mistaken(caller, mistake.get());
    }
    return open(caller, (shells, current) -> shells.connect(current, host, (int) port));
  }

  /**
   * What is wrong with a host and a port that a client names, as a sentence.
   *
   * @param least the lowest port that means something
   */
  static Optional<String> mistake(String host, long port, int least) {
    if (port < least || port > MOST) {
      return Optional.of("%d is no port; one is a number from 1 to %d".formatted(port, MOST));
    }
    if (isTooLong(host) || host.chars().anyMatch(one -> one <= ' ' || one == DELETE)) {
      return Optional.of(NO_HOST);
    }
    return Optional.empty();
  }

  /** Whether it is the name of no host, and not to be looked for, kept or told. */
  static boolean isTooLong(String host) {
    return host.length() > HOST;
  }

  /** The SSH server of the guest that the caller means. */
  Destination sshd(Caller caller, long port) throws SshChannelOpenException {
    if (port != InnerServer.PORT) {
      throw mistaken(
          caller,
          "+sshd is port %d of a guest; leave it out for port %d"
              .formatted(InnerServer.PORT, port));
    }
    return open(caller, GuestShells::sshd);
  }

  /** The audit hears of it, too; nothing of the name of a host is in the sentence. */
  SshChannelOpenException mistaken(Caller caller, String why) {
    router.refused(caller, "port", SessionEnd.now(ExitCode.USAGE, why));
    return prohibited(why);
  }

  private Destination open(Caller caller, Opening opening) throws SshChannelOpenException {
    try {
      var current = router.current(caller);
      var socket = opening.by(router.shells(), current);
      return new Destination.InGuest(
          ForwardedSession.enter(current.session(), socket, router.registry()));
    } catch (Refusal refusal) {
      if (!refusal.isOnRecord()) {
        router.refused(caller, "port", refusal.ending());
      }
      throw refused(refusal);
    } catch (GuestException trouble) {
      throw failed(String.valueOf(trouble.getMessage()));
    }
  }

  /** The same for a client. */
  static SshChannelOpenException refused(Refusal refusal) {
    var sentence = inOneLine(refusal.ending().text());
    return switch (refusal.ending().code()) {
      case UNAVAILABLE, TRY_AGAIN -> failed(sentence);
      default -> prohibited(sentence);
    };
  }

  private static String inOneLine(String text) {
    return LINES.matcher(FIRST_OF_LINES.matcher(text).replaceFirst(": ")).replaceAll("; ");
  }

  private static SshChannelOpenException prohibited(String why) {
    return new SshChannelOpenException(0, SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED, why);
  }

  private static SshChannelOpenException failed(String why) {
    var shown = Printable.of(why).toString();
    return new SshChannelOpenException(0, SshConstants.SSH_OPEN_CONNECT_FAILED, shown);
  }
}
