package dev.consolegw.gateway.sftp;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.access.AuthorizedRead;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.budget.Turns;
import dev.consolegw.gateway.command.line.MisuseException;
import dev.consolegw.gateway.event.Events;
import dev.consolegw.gateway.event.FileEvent;
import dev.consolegw.gateway.session.ExecStreams;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.sftp.files.HistoryDocument;
import dev.consolegw.gateway.sftp.files.Shelf;
import dev.consolegw.gateway.sftp.files.Tree;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * The subsystem {@code sftp}: what the console of the user name has printed, and its recordings, to
 * be fetched and not changed.
 */
public final class Sftp {
  /** What an old {@code scp} has a server run. */
  public static final String COPY = ScpRequest.COMMAND;

  private final ConsoleAccess access;
  private final Shelf recordings;
  private final Events events;

  /**
   * @param recordings what {@code /recordings/} holds
   * @param events told of the beginning and the end of each session
   */
  public Sftp(ConsoleAccess access, Shelf recordings, Events events) {
    this.access = access;
    this.recordings = recordings;
    this.events = events;
  }

  /**
   * Serves a client to its end, on a virtual thread of its own.
   *
   * @throws Refusal when the person cannot have this console, or no longer, or the client speaks no
   *     SFTP
   * @throws IOException when the client is gone
   */
  public ExitCode serve(ExecStreams io, Caller caller) throws Refusal, IOException {
    return serve(
        caller,
        served -> {
          var dialogue =
              new SftpSession(served.tree(), io, served.check(), served.turns(), served.account());
          try {
            dialogue.run();
          } catch (Packet.Malformed mistake) {
            throw new Refusal(
                ExitCode.USAGE,
                "this is no SFTP: " + mistake.getMessage() + "; use an sftp client");
          }
          return ExitCode.OK;
        });
  }

  /** Whether a command is that of an old {@code scp}. */
  public static boolean isCopy(String line) {
    return ScpRequest.isMeant(line);
  }

  /**
   * Whether such a line is one by which an old {@code scp} fetches, and not what a person typed.
   */
  public static boolean fetches(String line) {
    try {
      return ScpRequest.parse(line).fetches();
    } catch (MisuseException mistake) {
      return false;
    }
  }

  /**
   * Serves an old {@code scp}, which speaks no SFTP, in the same way.
   *
   * @param line the command that it wants to run
   * @throws Refusal when it cannot have what it wants; that was said so that it prints it
   */
  public ExitCode copy(String line, ExecStreams io, Caller caller) throws Refusal, IOException {
    try {
      var request = ScpRequest.parse(line);
      if (!request.fetches()) {
        throw new Refusal(
            ExitCode.NOT_ALLOWED,
            "nothing can be copied to a console; its files can only be fetched");
      }
      return serve(
          caller,
          served -> {
            var source =
                new ScpSource(served.tree(), io, served.check(), served.turns(), served.account());
            return source.send(request);
          });
    } catch (MisuseException mistake) {
      ScpSource.warn(io, String.valueOf(mistake.getMessage()));
      throw ConsoleAccess.usage(mistake);
    } catch (Refusal refusal) {
      ScpSource.warn(io, refusal.ending().text());
      throw refusal;
    }
  }

  /** What a client of either kind is served from, and what is kept account in. */
  private record Served(
      Tree tree,
      SftpSession.Check check,
      Supplier<? extends Turns<?>.Turn> turns,
      Account account) {}

  @FunctionalInterface
  private interface Dialogue {
    ExitCode run(Served served) throws Refusal, IOException;
  }

  private ExitCode serve(Caller caller, Dialogue dialogue) throws Refusal, IOException {
    var authorized = access.open(caller, false);
    authorized.need(Right.WATCH);
    try (var read = new AuthorizedRead(authorized, () -> {})) {
      return serve(caller, read, dialogue);
    }
  }

  private ExitCode serve(Caller caller, AuthorizedRead read, Dialogue dialogue)
      throws Refusal, IOException {
    var authorized = read.authorized();
    var id = authorized.console().entry().id();
    var session = caller.session();
    var tree = new Tree(new HistoryDocument(authorized.console()), () -> recordings.of(authorized));
    var account = Account.of(events, id, session, authorized.grant());
    events.publish(new FileEvent.FilesOpened(id, session, authorized.grant()));
    try {
      return dialogue.run(new Served(tree, read::check, () -> access.diskTurn(caller), account));
    } finally {
      events.publish(
          new FileEvent.FilesClosed(
              id, session, authorized.grant(), account.fetched(), account.operations()));
    }
  }
}
