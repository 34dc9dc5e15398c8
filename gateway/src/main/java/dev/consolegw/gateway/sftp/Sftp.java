package dev.consolegw.gateway.sftp;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.backend.Printable;
import dev.consolegw.gateway.command.Caller;
import dev.consolegw.gateway.command.CommandIo;
import dev.consolegw.gateway.command.Door;
import dev.consolegw.gateway.command.Lease;
import dev.consolegw.gateway.command.Refusal;
import dev.consolegw.gateway.console.ExitCode;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subsystem {@code sftp}: what the console of the user name has printed, and its recordings, to
 * be fetched and not changed.
 */
public final class Sftp {
  private static final Logger log = LoggerFactory.getLogger(Sftp.class);

  private final Door door;
  private final Shelf recordings;

  /**
   * @param recordings what {@code /recordings/} holds
   */
  public Sftp(Door door, Shelf recordings) {
    this.door = door;
    this.recordings = recordings;
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
    var console = lease.opened().console();
    var tree = new Tree(new HistoryDocument(console), () -> recordings.of(lease.opened()));
    var dialogue = new Dialogue(tree, io, lease::check);
    try {
      dialogue.run();
    } catch (Packet.Malformed mistake) {
      throw new Refusal(
          ExitCode.USAGE, "this is no SFTP: " + mistake.getMessage() + "; use an sftp client");
    } finally {
      log.info(
          "sftp ended: console={} session={} user={} bytes={}",
          Printable.of(console.entry().id().toString()).asValue(),
          caller.session().id(),
          Printable.of(lease.opened().grant().person().toString()).asValue(),
          dialogue.fetched());
    }
  }
}
