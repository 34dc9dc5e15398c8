package dev.consolegw.gateway.console.roster;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.session.ViewerOptions;
import java.time.Duration;

/**
 * Somebody at a console, as far as it matters to who is let in and who writes. Each is equal to
 * itself alone. Any thread.
 */
public interface Participant {

  /** The right and the terms, as they are now. */
  Grant grant();

  /** How they want the console. */
  ViewerOptions options();

  /** For how long the client has answered nothing, keepalives included. */
  Duration silentFor();

  /** Who this is, for other people's eyes. */
  String title();
}
