package dev.consolegw.gateway.shell;

import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.shell.guest.GuestException;

/** Makes a guest work for us, by whatever means. */
@FunctionalInterface
interface GuestOpening {

  /**
   * Takes the console's seat, signs in, and puts into the guest what it needs for that. Blocks.
   *
   * @param session whose seat it is
   */
  OpenGuest open(Session session, AuthorizedConsole authorized, GuestCredentials credentials)
      throws Refusal, GuestException;
}
