package dev.consolegw.gateway.command.recordings;

import dev.consolegw.config.value.Durations;
import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.command.ScreenServices;
import dev.consolegw.gateway.command.line.LogTime;
import dev.consolegw.gateway.console.ConsoleStatus.ToldSize;
import dev.consolegw.gateway.console.live.GuestScreens;
import dev.consolegw.gateway.console.screen.ScreenRequest;
import dev.consolegw.gateway.recording.Asciicast;
import dev.consolegw.gateway.recording.Playback;
import dev.consolegw.gateway.recording.Recording;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place in a recording from which somebody wants to see it, with the screen as it was there. For
 * the command's virtual thread.
 */
record RecordingStart(CommandContext context, AuthorizedConsole authorized, Recording recording) {

  /**
   * Where it begins.
   *
   * @param offset of the first byte that is not on the screen
   * @param time from which pauses count
   * @param isTime whether it is that time that was asked for: what happened before it is left out,
   *     though no output came after it
   */
  record Place(long offset, Instant time, boolean isTime) {
    boolean has(Playback.Step step) {
      return !isTime || !(step instanceof Playback.Step.Happened) || !step.at().isBefore(time);
    }
  }

  /** All of it. */
  Place beginning() {
    return new Place(recording.header().from(), recording.header().start(), false);
  }

  /**
   * Finds a place.
   *
   * @param at an offset, a time as for {@code log}, or {@code +} and how long after the beginning
   * @throws Refusal with 64 when the recording has none such
   */
  Place place(String at) throws Refusal {
    if (at.matches("\\d{1,18}")) {
      long offset = within(Long.parseLong(at));
      return new Place(offset, timeOf(offset), false);
    }
    var time = time(at);
    if (time.isBefore(recording.header().start()) || time.isAfter(lastAt())) {
      throw outside();
    }
    var history = authorized.console().history();
    long offset = RecordingAccess.onDisk(context.disk(history), () -> history.offsetAt(time));
    // Nothing may have come at that time: the screen stands still then until something does.
    return new Place(Math.clamp(offset, recording.header().from(), end()), time, true);
  }

  private Instant time(String at) throws Refusal {
    try {
      return at.startsWith("+")
          ? recording.header().start().plus(Durations.parse(at.substring(1)))
          : new LogTime(context.clock().instant(), ZoneId.systemDefault()).parse(at);
    } catch (IllegalArgumentException mistake) {
      throw ConsoleAccess.usage(mistake);
    }
  }

  private long within(long offset) throws Refusal {
    if (offset < recording.header().from() || offset > end()) {
      throw outside();
    }
    return offset;
  }

  private long end() {
    long end = authorized.console().history().end();
    return recording.end().map(last -> Math.min(last.to(), end)).orElse(end);
  }

  private Instant lastAt() {
    return recording.end().isPresent() ? recording.lastAt() : context.clock().instant();
  }

  private Refusal outside() {
    return new Refusal(
        ExitCode.USAGE,
        "this recording has output from offset %d, %s, to offset %d, %s; --at takes what is between"
            .formatted(
                recording.header().from(),
                recording.header().start().truncatedTo(ChronoUnit.SECONDS),
                end(),
                lastAt().truncatedTo(ChronoUnit.SECONDS)));
  }

  /**
   * When the byte at an offset was printed; at the end, the one before. The beginning, when nobody
   * knows.
   */
  private Instant timeOf(long offset) throws Refusal {
    var history = authorized.console().history();
    var start = recording.header().start();
    long known = Math.max(recording.header().from(), offset < end() ? offset : offset - 1);
    return RecordingAccess.onDisk(context.disk(history), () -> history.timeOf(known))
        .filter(start::isBefore)
        .orElse(start);
  }

  /**
   * The screen at a place.
   *
   * @param size that of the terminal which is to show it; null for that which was recorded, or else
   *     the guest's
   */
  GuestScreens.Picture screen(Place place, GuestScreens.@Nullable Size size)
      throws Refusal, IOException {
    var history = authorized.console().history();
    var who = context.caller().session().identity();
    var request = ScreenRequest.now(history, who, 0, 0).at(place.offset());
    var screens = context.screens().guest();
    return ScreenServices.await(
        context,
        size == null
            ? screens.rebuild(request, recordedSize(place))
            : screens.rebuild(request, size));
  }

  private Optional<ToldSize> recordedSize(Place place) throws Refusal {
    var until = place.isTime() ? place.time() : Instant.MAX;
    var disk = context.disk(authorized.console().history());
    return RecordingAccess.onDisk(disk, () -> Asciicast.sizeAt(recording, place.offset(), until))
        .map(size -> new ToldSize(size.rows(), size.columns(), false));
  }
}
