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
   * Finds the offset of a place.
   *
   * @param at an offset, a time as for {@code log}, or {@code +} and how long after the beginning
   * @throws Refusal with 64 when the recording has none such
   */
  long offset(String at) throws Refusal {
    if (at.matches("\\d{1,18}")) {
      return within(Long.parseLong(at));
    }
    var time = time(at);
    if (time.isBefore(recording.header().start()) || time.isAfter(lastAt())) {
      throw outside();
    }
    var history = authorized.console().history();
    long offset = RecordingAccess.onDisk(context.disk(history), () -> history.offsetAt(time));
    return Math.clamp(offset, recording.header().from(), end());
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

  /** When the byte at an offset was printed; the beginning, when nobody knows. */
  Instant timeOf(long offset) throws Refusal {
    var history = authorized.console().history();
    var start = recording.header().start();
    return RecordingAccess.onDisk(context.disk(history), () -> history.timeOf(offset))
        .filter(start::isBefore)
        .orElse(start);
  }

  /**
   * The screen after so much output.
   *
   * @param size that of the terminal which is to show it; null for that which was recorded, or else
   *     the guest's
   */
  GuestScreens.Picture screen(long offset, GuestScreens.@Nullable Size size)
      throws Refusal, IOException {
    var history = authorized.console().history();
    var who = context.caller().session().identity();
    var request = ScreenRequest.now(history, who, 0, 0).at(offset);
    var screens = context.screens().guest();
    return ScreenServices.await(
        context,
        size == null
            ? screens.rebuild(request, recordedSize(offset))
            : screens.rebuild(request, size));
  }

  private Optional<ToldSize> recordedSize(long offset) throws Refusal {
    var disk = context.disk(authorized.console().history());
    return RecordingAccess.onDisk(disk, () -> Asciicast.sizeAt(recording, offset))
        .map(size -> new ToldSize(size.rows(), size.columns(), false));
  }
}
