package dev.consolegw.authz;

import dev.consolegw.config.Settings.Leaving;
import dev.consolegw.config.Settings.RecordedInput;
import dev.consolegw.config.Settings.Recording;
import dev.consolegw.config.Settings.Sessions;
import dev.consolegw.config.Settings.Sharing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The terms on which somebody is let in to a console: what {@code sessions} says for this person
 * and this console.
 *
 * @param viewers this person is let in while fewer than so many look
 * @param idle ends a session in which nobody types for so long; empty for never
 * @param total ends a session that has lasted so long; empty for never
 */
public record Terms(
    Sharing sharing,
    int viewers,
    Optional<Duration> idle,
    Optional<Duration> total,
    Leaving onLeave,
    Recording record,
    RecordedInput recordInput) {

  /** What holds where nobody says anything. */
  public static final Terms DEFAULT = of(List.of());

  /** What the settings mean together: each key counts where it is said first. */
  public static Terms of(List<Sessions> nearestFirst) {
    return new Terms(
        first(nearestFirst, Sessions::sharing).orElse(Sharing.ONE_WRITER),
        first(nearestFirst, Sessions::viewers).orElse(64),
        first(nearestFirst, Sessions::idle),
        first(nearestFirst, Sessions::total),
        first(nearestFirst, Sessions::onLeave).orElse(Leaving.WARN),
        first(nearestFirst, Sessions::record).orElse(Recording.OFF),
        first(nearestFirst, Sessions::recordInput).orElse(RecordedInput.ECHOED));
  }

  private static <T> Optional<T> first(
      List<Sessions> nearestFirst, Function<Sessions, Optional<T>> key) {
    return nearestFirst.stream().flatMap(sessions -> key.apply(sessions).stream()).findFirst();
  }
}
