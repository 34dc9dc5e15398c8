package dev.consolegw.gateway.command.screen;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.command.ScreenServices;
import dev.consolegw.gateway.console.ConsoleStatus.ToldSize;
import dev.consolegw.gateway.console.live.GuestScreens;
import dev.consolegw.gateway.console.screen.ScreenRequest;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Where the screen comes from that a command shows: the history of one console, up to an offset.
 * For the command's virtual thread, which waits for the disk, as long as {@link
 * ScreenServices#await} does.
 *
 * @param told the size that the guest was told; empty when nobody did
 * @param size the size that is wanted; empty for the guest's
 */
record ScreenSource(
    CommandContext context,
    HistoryReader history,
    Optional<ToldSize> told,
    Optional<GuestScreens.Size> size) {
  /**
   * The screen at a moment.
   *
   * @throws Refusal when nothing is known of it, in one sentence
   * @throws IOException when the client is gone
   */
  GuestScreens.Picture at(ScreenMoment moment) throws Refusal, IOException {
    if (history.end() == history.start()) {
      throw new Refusal(
          ExitCode.UNAVAILABLE,
          "nothing that this console has printed is kept, so nobody knows what stands on its"
              + " screen");
    }
    long end =
        switch (moment) {
          case ScreenMoment.Newest() -> ScreenRequest.NEWEST;
          case ScreenMoment.Offset(long offset) -> printed(offset);
          case ScreenMoment.Time(Instant time) -> printedAt(time);
        };
    var picture = ScreenServices.await(context, rebuild(end));
    tellGap(picture);
    return picture;
  }

  private CompletableFuture<GuestScreens.Picture> rebuild(long end) {
    var who = context.caller().session().identity();
    var guest = context.screens().guest();
    var request = ScreenRequest.now(history, who, 0, 0).at(end);
    return size.isPresent() ? guest.rebuild(request, size.get()) : guest.rebuild(request, told);
  }

  private long printed(long offset) throws Refusal {
    if (offset > history.end()) {
      throw new Refusal(
          ExitCode.USAGE,
          "offset %d is not printed yet; the newest is %d".formatted(offset, history.end()));
    }
    if (offset <= history.start()) {
      throw new Refusal(
          ExitCode.USAGE,
          "what was printed before offset %d is no longer kept; --at takes one after it"
              .formatted(history.start()));
    }
    return offset;
  }

  private long printedAt(Instant time) throws Refusal, IOException {
    long offset = onDisk(() -> history.offsetAt(time));
    if (offset <= history.start()) {
      throw new Refusal(
          ExitCode.USAGE,
          "nothing is kept that was printed before %s; `log --timestamps` shows what is"
              .formatted(time.truncatedTo(ChronoUnit.SECONDS)));
    }
    return offset;
  }

  /** When the last of it was printed. */
  Optional<Instant> timeOf(long offset) throws Refusal, IOException {
    return onDisk(() -> history.timeOf(offset - 1));
  }

  /** What is missing may have stood there. */
  private void tellGap(GuestScreens.Picture picture) throws IOException {
    long from = picture.screen().from();
    long to = picture.screen().offset();
    var kept = history.kept();
    for (int i = 1; i < kept.size(); i++) {
      long lost = kept.get(i - 1).to();
      long resumed = kept.get(i).from();
      if (lost >= from && resumed <= to && resumed > from) {
        context
            .io()
            .tell(
                "output from offset=%d to offset=%d is not kept; what it drew is not on this screen"
                    .formatted(lost, resumed));
      }
    }
  }

  /** A turn of the person's may be long in coming, too. */
  private <T> T onDisk(Supplier<T> look) throws Refusal, IOException {
    var disk = context.disk(history);
    return ScreenServices.await(
        context,
        CompletableFuture.supplyAsync(
            look, work -> Thread.startVirtualThread(() -> disk.execute(work))));
  }
}
