package dev.consolegw.gateway.sftp;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.backend.Printable;
import dev.consolegw.gateway.command.Caller;
import dev.consolegw.gateway.command.CommandIo;
import dev.consolegw.gateway.command.Door;
import dev.consolegw.gateway.command.Refusal;
import dev.consolegw.gateway.console.ExitCode;
import dev.consolegw.gateway.console.Renewer;
import java.io.IOException;
import java.time.InstantSource;
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
  private final Renewer renewer;
  private final InstantSource clock;

  /**
   * @param recordings what {@code /recordings/} holds
   * @param renewer asked while a session lasts
   */
  public Sftp(Door door, Shelf recordings, Renewer renewer, InstantSource clock) {
    this.door = door;
    this.recordings = recordings;
    this.renewer = renewer;
    this.clock = clock;
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
    var console = opened.console();
    var tree = new Tree(new HistoryDocument(console), () -> recordings.of(opened));
    var dialogue = new Dialogue(tree, io, new Permit(renewer, clock, opened.grant())::check);
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
          Printable.of(opened.grant().person().toString()).asValue(),
          dialogue.fetched());
    }
    return ExitCode.OK;
  }
}
