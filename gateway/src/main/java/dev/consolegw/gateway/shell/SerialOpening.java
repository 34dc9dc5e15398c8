package dev.consolegw.gateway.shell;

import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.shell.guest.GuestException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** Makes a guest work for us over its serial line. */
final class SerialOpening {

  SerialOpening(Executor tasks, ScheduledExecutorService timer, Executor disk) {}

  /**
   * Takes the console's seat, signs in, and puts into the guest what it needs for that. Blocks.
   *
   * @param session whose seat it is
   */
  OpenGuest open(Session session, AuthorizedConsole authorized, GuestCredentials credentials)
      throws Refusal, GuestException {
    throw new GuestException(GuestException.Kind.UNSUPPORTED, "no guest can be opened yet");
  }
}
