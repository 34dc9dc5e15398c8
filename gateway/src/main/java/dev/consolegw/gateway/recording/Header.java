package dev.consolegw.gateway.recording;

import dev.consolegw.authz.Person;
import java.time.Instant;

/**
 * What a recording is of; the first line of its file.
 *
 * @param id unique for its console; sorts by time
 * @param console the key of the console, as in {@code ConsoleId.toString}
 * @param server the name of the server at the time
 * @param session the id of the session
 * @param person whose session it was, such as {@code file:alice}
 * @param owner the same by stable id: a name may be given to somebody else later
 * @param key the fingerprint of the key that signed in
 * @param address where from
 * @param start when it began
 * @param from the offset of the first byte of output
 * @param input how much of the input is on record: off, echoed or all
 */
public record Header(
    String id,
    String console,
    String server,
    String session,
    String person,
    String owner,
    String key,
    String address,
    Instant start,
    long from,
    String input) {

  /** How a person is known in {@code owner}. */
  public static String owner(Person person) {
    return person.source() + ':' + person.id();
  }
}
