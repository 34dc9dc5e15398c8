package dev.consolegw.gateway.ops.audit;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Right;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.event.GatewayEvent;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Origin;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What people do, and what becomes of it. Nothing that was typed at a guest is in any of them, and
 * no password, ticket or cookie, but for what somebody has written into the command line of a
 * guest.
 */
public sealed interface AuditEvent {

  /** What the bus tells: at consoles, in guests, with files and recordings. */
  record Happened(GatewayEvent event) implements AuditEvent {}

  // --- the gateway ------------------------------------------------------------------------------

  /** What becomes of the gateway itself. */
  sealed interface OfGateway extends AuditEvent {}

  /**
   * It listens.
   *
   * @param listening the addresses
   */
  record Started(List<String> listening) implements OfGateway {
    public Started {
      listening = List.copyOf(listening);
    }

    /** At all of these. */
    public static Started at(List<List<InetSocketAddress>> addresses) {
      return new Started(addresses.stream().flatMap(List::stream).map(IpText::of).toList());
    }
  }

  /** It ends. */
  record Stopped() implements OfGateway {}

  /**
   * Other settings are in use.
   *
   * @param changed keys that have another value
   * @param kept keys that keep theirs until a restart
   */
  record SettingsRead(List<String> changed, List<String> kept) implements OfGateway {
    public SettingsRead {
      changed = List.copyOf(changed);
      kept = List.copyOf(kept);
    }
  }

  /**
   * New settings cannot be used; the old ones stay.
   *
   * @param mistakes how many
   * @param first where the first one stands, and not what is there
   */
  record SettingsRefused(int mistakes, String first) implements OfGateway {}

  // --- connections ------------------------------------------------------------------------------

  /** What becomes of connections, of whoever they are. */
  sealed interface OfConnection extends AuditEvent {}

  /**
   * Somebody has signed in.
   *
   * @param user the user name, which says what they want
   */
  record SignedIn(Origin from, Identity who, String user) implements OfConnection {}

  /** The connection of somebody who had signed in is closed. */
  record SignedOut(Origin from, Identity who) implements OfConnection {}

  /** A connection ended without a sign-in. */
  record NotSignedIn(Origin from, Attempt attempt) implements OfConnection {}

  /**
   * What somebody tried in order to sign in.
   *
   * @param user the user name that they gave; may be empty
   * @param methods in which ways
   * @param offered how many keys
   * @param keys their fingerprints
   * @param cause why it ended, in a word
   */
  record Attempt(String user, List<String> methods, int offered, List<String> keys, String cause) {
    public Attempt {
      methods = List.copyOf(methods);
      keys = List.copyOf(keys);
    }
  }

  /**
   * A connection was not let in.
   *
   * @param network that of the client, as people write it
   */
  record TooManyConnections(Origin from, String network, String cause) implements OfConnection {}

  /**
   * A network is let in no more for a while.
   *
   * @param network as people write it
   * @param slowed whether it is let in all the same, but slowly
   */
  record Penalty(String network, int failed, Duration lasting, boolean slowed)
      implements OfConnection {}

  /**
   * Lines like those before that were left out.
   *
   * @param network as people write it; empty for several
   * @param networks how many, where it is empty
   */
  record MoreFromStrangers(String network, long networks, long count) implements OfConnection {}

  /** Somebody has as much of something as they may. */
  record LimitReached(Origin from, Identity who, String limit, long times)
      implements OfConnection {}

  /** A channel was closed because nothing was asked for on it. */
  record NothingAskedFor(Origin from, Identity who, long times) implements OfConnection {}

  /**
   * A connection to a place for proxies was not let in.
   *
   * @param network of whoever called, as people write it
   */
  record ProxyRefused(String network, String cause) implements OfConnection {}

  /**
   * A connection to a listener other than that of SSH was not let in.
   *
   * @param listener its name
   * @param cause in a word
   * @param omitted how many of those were left out before
   */
  record TurnedAway(String listener, InetSocketAddress from, String cause, long omitted)
      implements AuditEvent {}

  // --- sessions ---------------------------------------------------------------------------------

  /**
   * What somebody asks for.
   *
   * @param kind in a word
   * @param name the user name, or over the web the path
   * @param console which one that is; empty where nobody knows, and never said to them
   */
  record Wanted(String kind, String name, Optional<ConsoleId> console) {}

  /**
   * Somebody does not get what they asked for, before there was a console.
   *
   * @param reason what they were told, without what they wrote
   */
  record Refused(Session session, Wanted wanted, ExitCode code, String reason)
      implements AuditEvent {
    /** With what they were told. */
    public static Refused of(Session session, Wanted wanted, SessionEnd why) {
      return new Refused(session, wanted, why.code(), why.text());
    }
  }

  /**
   * Somebody sees a list of all that they may open.
   *
   * @param how in a word
   * @param times how often since the last line, where it is shown anew by itself
   */
  record Listed(Session session, String how, long times) implements AuditEvent {
    /** Once. */
    public Listed(Session session, String how) {
      this(session, how, 1);
    }
  }

  /**
   * Somebody runs a command of ours.
   *
   * @param wanted the user name
   * @param command its name; empty when there is none of that name
   * @param line as it was written; empty where it has a text for a guest, or is not understood
   */
  record Command(Session session, String wanted, String command, String line)
      implements AuditEvent {}

  /**
   * It runs no more.
   *
   * @param about the console, where it was about one
   */
  record CommandEnded(Session session, String command, Optional<Opened> about, Outcome outcome)
      implements AuditEvent {}

  /** A console, and by which right. */
  record Opened(ConsoleId console, Grant grant) {}

  /**
   * How a command ended.
   *
   * @param code empty when it came to no end of its own
   * @param reason what was told, without what was written, or what cut it off; may be empty
   * @param in bytes that it read of its client
   * @param out bytes that it printed
   */
  record Outcome(Optional<ExitCode> code, String reason, long in, long out, Duration took) {}

  /**
   * Somebody reads a recording.
   *
   * @param recording its id
   * @param how in a word
   */
  record RecordingRead(
      ConsoleId console, Session session, Grant grant, String recording, String how)
      implements AuditEvent {}

  // --- the web ----------------------------------------------------------------------------------

  /**
   * Somebody gets a link.
   *
   * @param subject where it leads
   * @param most with which right at most
   * @param lasting for how long it opens again and again; zero for once
   */
  record TicketGiven(Session session, String subject, Right most, Duration lasting)
      implements AuditEvent {}

  /** Somebody came by a link. */
  record TicketUsed(Origin from, Identity who, String subject) implements AuditEvent {}

  /**
   * Somebody showed what opens nothing, or came from a page of others.
   *
   * @param omitted how many of those were left out before
   */
  record TicketRefused(Origin from, long omitted) implements AuditEvent {}

  /** Somebody has a browser forget what it may open. */
  record TicketForgotten(Origin from, Identity who, String subject) implements AuditEvent {}
}
