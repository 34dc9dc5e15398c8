package dev.consolegw.gateway.event;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.session.Session;

/** What became of the recording of a session. */
public sealed interface RecordingHappened extends GatewayEvent {

  /** Whose session it is. */
  Session session();

  /**
   * A session is being recorded.
   *
   * @param recording its id
   */
  record Recorded(ConsoleId console, Session session, Grant grant, String recording)
      implements RecordingHappened {}

  /**
   * A session that should be recorded is not, or no longer.
   *
   * @param why a clause for a person
   */
  record NotRecorded(ConsoleId console, Session session, Grant grant, String why)
      implements RecordingHappened {}
}
