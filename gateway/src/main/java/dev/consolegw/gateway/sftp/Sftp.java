package dev.consolegw.gateway.sftp;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.access.AuthorizedRead;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.PersonTurns;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.event.Events;
import dev.consolegw.gateway.event.FileEvent;
import dev.consolegw.gateway.session.ExecStreams;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.sftp.files.HistoryDocument;
import dev.consolegw.gateway.sftp.files.Shelf;
import dev.consolegw.gateway.sftp.files.Tree;
import java.io.IOException;

/**
 * The subsystem {@code sftp}: what the console of the user name has printed, and its recordings, to
 * be fetched and not changed.
 */
public final class Sftp {
  /** Requests of one person that the disk works on at a time. */
  static final int REQUESTS = 2;

  private final ConsoleAccess access;
  private final Shelf recordings;
  private final Events events;
  private final PersonTurns turns = new PersonTurns(REQUESTS);

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
    var authorized = access.open(caller, false);
    ConsoleAccess.need(Right.WATCH, authorized);
    try (var read = new AuthorizedRead(authorized, () -> {})) {
      serve(io, caller, read);
    }
    return ExitCode.OK;
  }

  private void serve(ExecStreams io, Caller caller, AuthorizedRead read)
      throws Refusal, IOException {
    var id = read.authorized().console().entry().id();
    var session = caller.session();
    var tree =
        new Tree(
            new HistoryDocument(read.authorized().console()),
            () -> recordings.of(read.authorized()));
    var person = read.authorized().grant().identity().owners();
    var dialogue = new SftpSession(tree, io, read::check, () -> turns.take(person));
    events.publish(new FileEvent.FilesOpened(id, session, read.authorized().grant()));
    try {
      dialogue.run();
    } catch (Packet.Malformed mistake) {
      throw new Refusal(
          ExitCode.USAGE, "this is no SFTP: " + mistake.getMessage() + "; use an sftp client");
    } finally {
      events.publish(
          new FileEvent.FilesClosed(id, session, read.authorized().grant(), dialogue.fetched()));
    }
  }
}
