package dev.consolegw.gateway.ssh.limits;

import dev.consolegw.gateway.ssh.limits.Places.Place;

/** What becomes of a new connection. */
sealed interface Admission {

  /**
   * It may sign in.
   *
   * @param place to be given back
   * @param slowed whether its first byte is read only after a while
   */
  record Admitted(Place place, boolean slowed) implements Admission {}

  /**
   * It may not.
   *
   * @param cause a word for the log
   * @param sentence what the client is told
   * @param passes whether there may be a place in a moment
   */
  record Refused(String cause, String sentence, boolean passes) implements Admission {}
}
