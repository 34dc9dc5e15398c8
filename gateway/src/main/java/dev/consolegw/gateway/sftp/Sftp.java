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
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.session.ExecStreams;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.sftp.files.HistoryDocument;
import dev.consolegw.gateway.sftp.files.Shelf;
import dev.consolegw.gateway.sftp.files.Tree;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subsystem {@code sftp}: what the console of the user name has printed, and its recordings, to
 * be fetched and not changed.
 */
public final class Sftp {
  /** What an old {@code scp} has a server run. */
  public static final String COPY = ScpRequest.COMMAND;

  private static final Logger log = LoggerFactory.getLogger(Sftp.class);

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
        io,
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
          io,
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

  private ExitCode serve(Caller caller, ExecStreams io, Dialogue dialogue)
      throws Refusal, IOException {
    var authorized = access.open(caller, false);
    authorized.need(Right.WATCH);
    try (var read = new AuthorizedRead(authorized, () -> {})) {
      return serve(caller, read, io, dialogue);
    }
  }

  private ExitCode serve(Caller caller, AuthorizedRead read, ExecStreams io, Dialogue dialogue)
      throws Refusal, IOException {
    var authorized = read.authorized();
    var id = authorized.console().entry().id();
    var session = caller.session();
    var tree = new Tree(new HistoryDocument(authorized.console()), () -> recordings.of(authorized));
    var account = Account.of(events, id, session, authorized.grant());
    events.publish(new FileEvent.FilesOpened(id, session, authorized.grant()));
    var end = new End(io);
    try {
      var served = new Served(tree, read::check, () -> access.diskTurn(caller), account);
      return end.reached(dialogue.run(served));
    } catch (Refusal refusal) {
      throw end.refused(refusal);
    } catch (RuntimeException | Error bug) {
      Uncaught.pass(bug);
      log.error("event=session-fault session={}", session.id(), bug);
      throw end.refused(new Refusal(SessionEnd.FAILED.code(), SessionEnd.FAILED.text()));
    } finally {
      events.publish(
          new FileEvent.FilesClosed(
              id,
              session,
              authorized.grant(),
              account.fetched(),
              account.operations(),
              end.code,
              end.reason()));
    }
  }

  /** How a session ends, for the audit, which hears of it once. */
  private static final class End {
    private static final String LEFT = "the client left";

    private final ExecStreams io;
    private Optional<ExitCode> code = Optional.empty();
    private String reason = LEFT;

    End(ExecStreams io) {
      this.io = io;
    }

    /** To a client that is gone everything looks as if all were done. */
    ExitCode reached(ExitCode how) {
      code = Optional.of(how).filter(_ -> io.cutOff().isEmpty());
      reason = "";
      return how;
    }

    Refusal refused(Refusal why) {
      code = Optional.of(why.ending().code());
      reason = why.ending().text();
      return why.onRecord();
    }

    String reason() {
      return code.isPresent() ? reason : io.cutOff().orElse(reason);
    }
  }
}
