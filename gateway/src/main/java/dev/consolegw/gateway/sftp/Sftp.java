package dev.consolegw.gateway.sftp;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.command.Caller;
import dev.consolegw.gateway.command.CommandIo;
import dev.consolegw.gateway.command.Door;
import dev.consolegw.gateway.command.Lease;
import dev.consolegw.gateway.command.Refusal;
import dev.consolegw.gateway.console.ConsoleEvent;
import dev.consolegw.gateway.console.ExitCode;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * The subsystem {@code sftp}: what the console of the user name has printed, and its recordings, to
 * be fetched and not changed.
 */
public final class Sftp {
  private final Door door;
  private final Shelf recordings;
  private final Consumer<ConsoleEvent> events;

  /**
   * @param recordings what {@code /recordings/} holds
   * @param events told of the beginning and the end of each session
   */
  public Sftp(Door door, Shelf recordings, Consumer<ConsoleEvent> events) {
    this.door = door;
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
  public ExitCode serve(CommandIo io, Caller caller) throws Refusal, IOException {
    var opened = door.open(caller, false);
    Door.need(Right.WATCH, opened);
    try (var lease = new Lease(opened, () -> {})) {
      serve(io, caller, lease);
    }
    return ExitCode.OK;
  }

  private void serve(CommandIo io, Caller caller, Lease lease) throws Refusal, IOException {
    var id = lease.opened().console().entry().id();
    var session = caller.session();
    var tree =
        new Tree(
            new HistoryDocument(lease.opened().console()), () -> recordings.of(lease.opened()));
    var dialogue = new Dialogue(tree, io, lease::check);
    events.accept(new ConsoleEvent.FilesOpened(id, session, lease.opened().grant()));
    try {
      dialogue.run();
    } catch (Packet.Malformed mistake) {
      throw new Refusal(
          ExitCode.USAGE, "this is no SFTP: " + mistake.getMessage() + "; use an sftp client");
    } finally {
      events.accept(
          new ConsoleEvent.FilesClosed(id, session, lease.opened().grant(), dialogue.fetched()));
    }
  }
}
