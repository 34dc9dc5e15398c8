package dev.consolegw.gateway.console;

import java.io.IOException;
import java.util.function.Function;

/** Decides whether a session is put on record, and by whom. */
@FunctionalInterface
public interface Witness {
  /** Nobody is recorded. */
  Witness NONE = (_, _) -> Scribe.NONE;

  /**
   * Asked before somebody is let in. May wait for the disk, for seconds at most.
   *
   * @throws IOException when the session must be recorded and cannot be; the message is for the
   *     person
   */
  Scribe begin(Console console, Attachment who) throws IOException;

  /** Lets somebody in on the record, or refuses who cannot be recorded but must. */
  default Admission admit(Console console, Attachment who, Function<Scribe, Admission> letIn) {
    Scribe scribe;
    try {
      scribe = begin(console, who);
    } catch (IOException cannotRecord) {
      var why = String.valueOf(cannotRecord.getMessage());
      return new Admission.Refused(Ending.now(ExitCode.UNAVAILABLE, why));
    }
    var admission = letIn.apply(scribe);
    switch (admission) {
      case Admission.Admitted(var viewer) -> {
        var _ = scribe.failed().thenAccept(viewer::end);
      }
      case Admission.Refused _ -> scribe.discard();
    }
    return admission;
  }
}
