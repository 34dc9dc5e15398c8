package dev.consolegw.gateway.event;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Session;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * What somebody does in a guest, through its console. No password is in any of them, and nothing
 * that was typed or sent to a command; what it answered is in {@link CommandPrinted} alone, which
 * is for records.
 */
public sealed interface ShellEvent extends GatewayEvent {
  /** Of a command line, no more bytes of UTF-8 than this are told. */
  int MAX_LINE = 1024;

  /** Of what a command prints, so many bytes are for records at most. */
  int MAX_OUTPUT = 64 * 1024;

  /** What stands for a command line in which a password may be. */
  String WITHHELD = "(withheld: it names CONSOLE_PASSWORD)";

  /** Whose session it is. */
  Session session();

  /** A shell of the guest is ours from here on. */
  record Began(ConsoleId console, Session session, Grant grant, String account, How how)
      implements ShellEvent {}

  /** How we came by a shell. */
  enum How {
    SIGNED_IN,
    ALREADY_OPEN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * The shell is ours no longer.
   *
   * @param why a clause for a person; empty when nobody needed it any more
   */
  record Ended(ConsoleId console, Session session, String why) implements ShellEvent {}

  /**
   * Somebody runs a command, or a login shell.
   *
   * @param number the same as in its {@link CommandEnded}; of one console, no two alike at a time
   * @param account as whom, empty where nobody knows
   * @param commandLine cut after {@link #MAX_LINE}; empty for a login shell
   */
  record CommandBegan(
      ConsoleId console,
      Session session,
      Grant grant,
      long number,
      String account,
      String commandLine)
      implements ShellEvent {
    public CommandBegan {
      commandLine = told(commandLine);
    }
  }

  /**
   * It runs no more.
   *
   * @param in bytes that it was sent
   * @param out bytes that it printed, on both of its streams
   */
  record CommandEnded(
      ConsoleId console,
      Session session,
      long number,
      Outcome outcome,
      long in,
      long out,
      Duration took)
      implements ShellEvent {}

  /**
   * What a command has printed on both of its streams, where its person's sessions are recorded;
   * its {@link CommandEnded} follows.
   *
   * @param bytes the first of it, {@link #MAX_OUTPUT} at most, a character a byte (ISO 8859-1)
   */
  record CommandPrinted(ConsoleId console, Session session, Grant grant, long number, String bytes)
      implements ShellEvent {}

  /** How a command ended. */
  sealed interface Outcome {
    /** By itself, with this status. */
    record Exited(int status) implements Outcome {}

    /**
     * Otherwise.
     *
     * @param why a clause for a person, such as the name of a signal
     */
    record Stopped(String why) implements Outcome {}
  }

  /** Something was not done. */
  record Refused(ConsoleId console, Session session, Grant grant, ExitCode code, String why)
      implements ShellEvent {}

  /** What becomes of connections through a guest, and of ports that are listened at there. */
  sealed interface OfPort extends ShellEvent {}

  /**
   * A connection, or a port to listen at, that somebody asked for and does not have.
   *
   * @param host as they asked for it
   * @param direction where connections would have come from
   * @param why a sentence for a person
   */
  record PortRefused(
      ConsoleId console,
      Session session,
      Grant grant,
      String host,
      int port,
      Direction direction,
      ExitCode code,
      String why)
      implements OfPort {}

  /**
   * A connection through the guest stands, and nothing of it has been handed on yet.
   *
   * @param number the same as in its {@link Forwarded}; of one console, no two alike at a time
   * @param host as the guest understands it
   */
  record PortOpened(
      ConsoleId console,
      Session session,
      Grant grant,
      long number,
      String host,
      int port,
      Direction direction)
      implements OfPort {}

  /**
   * A connection went through the guest, and has ended.
   *
   * @param number the same as in its {@link PortOpened}
   * @param host as the guest understands it
   * @param in bytes towards the guest
   */
  record Forwarded(
      ConsoleId console,
      Session session,
      long number,
      String host,
      int port,
      Direction direction,
      long in,
      long out)
      implements OfPort {}

  /**
   * The guest listens for somebody, and nobody who calls there has been taken yet.
   *
   * @param number the same as in its {@link ListeningEnded}; of one console, no two alike at a time
   * @param host as they asked for it; empty for all addresses of the guest
   */
  record Listening(
      ConsoleId console, Session session, Grant grant, long number, String host, int port)
      implements OfPort {}

  /** It listens there no more. */
  record ListeningEnded(ConsoleId console, Session session, long number, String host, int port)
      implements OfPort {}

  /** From where a connection comes. */
  enum Direction {
    /** From a client of ours to where the guest reaches. */
    OUT,
    /** From a port of the guest to a client of ours. */
    IN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static String told(String line) {
    if (line.contains("CONSOLE_PASSWORD")) {
      return WITHHELD;
    }
    if (line.getBytes(StandardCharsets.UTF_8).length <= MAX_LINE) {
      return line;
    }
    int room = MAX_LINE - "\u2026".getBytes(StandardCharsets.UTF_8).length;
    int end = 0;
    while (end < line.length()) {
      int next = line.codePointAt(end);
      room -= Character.toString(next).getBytes(StandardCharsets.UTF_8).length;
      if (room < 0) {
        break;
      }
      end += Character.charCount(next);
    }
    return line.substring(0, end) + '\u2026';
  }
}
