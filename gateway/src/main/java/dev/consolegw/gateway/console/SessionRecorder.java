package dev.consolegw.gateway.console;

import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import java.io.IOException;
import java.util.function.Function;

/** Decides whether a session is put on record, and by whom. */
@FunctionalInterface
public interface SessionRecorder {
  /** Nobody is recorded. */
  SessionRecorder NONE = (_, _) -> SessionTap.NONE;

  /**
   * Asked before somebody is let in. May wait for the disk, for seconds at most.
   *
   * @throws IOException when the session must be recorded and cannot be; the message is for the
   *     person
   */
  SessionTap begin(Console console, AttachRequest who) throws IOException;

  /** Lets somebody in on the record, or refuses who cannot be recorded but must. */
  default AttachResult admit(
      Console console, AttachRequest who, Function<SessionTap, AttachResult> letIn) {
    SessionTap tap;
    try {
      tap = begin(console, who);
    } catch (IOException cannotRecord) {
      var why = String.valueOf(cannotRecord.getMessage());
      return new AttachResult.Refused(SessionEnd.now(ExitCode.UNAVAILABLE, why));
    }
    var result = letIn.apply(tap);
    switch (result) {
      case AttachResult.Admitted(var viewer) -> {
        var _ = tap.failed().thenAccept(viewer::end);
      }
      case AttachResult.Refused _ -> tap.discard();
    }
    return result;
  }
}
