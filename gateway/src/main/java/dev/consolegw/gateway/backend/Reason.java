package dev.consolegw.gateway.backend;

import dev.consolegw.gateway.terminal.Printable;

/**
 * Why a connection could not be opened or has ended, in words for a person at a terminal.
 *
 * @param kind for programs
 * @param text for people: what happened, such as "nothing listens on /run/vms/web1/console.sock"
 */
public record Reason(Kind kind, Printable text) {

  /** The kinds of ends that somebody above treats differently. */
  public enum Kind {
    /** The far side ended it: a reboot, a stop, a proxy restart. */
    ENDED,
    /** Nothing answers there now. */
    UNREACHABLE,
    /** Somebody else holds the console, as far as can be told. */
    BUSY,
    /** The far side does not know this console. */
    NOT_FOUND,
    /** The far side refused us: credentials, protocol, certificate. */
    REFUSED,
    /** The far side broke its protocol. */
    PROTOCOL,
    /** Its machine does not run now, and only people can change that. */
    STOPPED,
    /** Its machine calls us when it runs, and has not: there is nowhere to dial. */
    AWAY,
    /** Its machine is being taken away: soon it is gone. */
    LEAVING,
    /** Its machine was taken away for good. */
    GONE,
    /** We closed it. */
    LOCAL
  }

  public static Reason of(Kind kind, String text) {
    return new Reason(kind, Printable.of(text));
  }
}
