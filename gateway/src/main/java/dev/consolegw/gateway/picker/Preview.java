package dev.consolegw.gateway.picker;

import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.console.live.GuestScreens;
import dev.consolegw.gateway.console.screen.ScreenRequest;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.terminal.Printable;
import dev.consolegw.gateway.terminal.screen.ScreenModel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What stands on the screen of the selected console, as text, once the selection stands still. It
 * is drawn from the last output alone, and anew when the list is looked at anew and there is more.
 * Whether the person may see it is asked each time; of a console that nobody has opened since the
 * gateway started, nothing is shown and nothing is opened.
 *
 * <p>The list's thread. Rights are asked for on a virtual thread of its own, screens are drawn on
 * disk threads; one drawing is under way at most.
 */
public final class Preview {
  /** A terminal has room for it from so many columns on. */
  static final int COLUMNS = 120;

  /** How long a selection stands before it is drawn. */
  static final Duration STILL = Duration.ofMillis(150);

  /** How much of the last output is read. */
  static final int BYTES = 64 * 1024;

  /** How often is looked whether it is drawn. */
  private static final Duration SOON = Duration.ofMillis(30);

  private final ConsoleAccess access;
  private final Caller caller;
  private final GuestScreens screens;
  private final BooleanSupplier audited;
  private final Consumer<ConsoleId> seen;
  private @Nullable ConsoleId selected;
  private long since;
  private @Nullable Picture shown;
  private @Nullable CompletableFuture<Picture> drawing;

  /** What is shown of one console, and how far it had printed. */
  private record Picture(long offset, List<String> lines) {
    /** Nothing may be shown, or can be. */
    static final Picture NONE = new Picture(-1, List.of());
  }

  /**
   * Shows nothing yet.
   *
   * @param screens draw what stands on screens
   * @param audited whether it would be on record; asked each time, on any thread
   * @param seen hears of each console that is shown, whenever it is drawn; any thread, never blocks
   */
  public Preview(
      ConsoleAccess access,
      Caller caller,
      GuestScreens screens,
      BooleanSupplier audited,
      Consumer<ConsoleId> seen) {
    this.access = access;
    this.caller = caller;
    this.screens = screens;
    this.audited = audited;
    this.seen = seen;
  }

  /**
   * The rows of the selected console's screen; none until they are drawn.
   *
   * @param now on a clock of nanoseconds
   */
  List<String> lines(@Nullable ConsoleId id, long now) {
    if (id == null || !id.equals(selected)) {
      stop();
      selected = id;
      since = now;
    }
    var under = drawing;
    if (under != null && under.isDone()) {
      shown = under.isCompletedExceptionally() ? Picture.NONE : under.join();
      drawing = null;
    }
    if (id != null && drawing == null && shown == null && now - since >= STILL.toNanos()) {
      drawing = draw(id);
    }
    var picture = shown;
    return picture == null ? List.of() : picture.lines();
  }

  /** How soon {@link #lines} may have another answer. */
  Optional<Duration> patience(long now) {
    if (drawing != null) {
      return Optional.of(SOON);
    }
    return selected == null || shown != null
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(1, since + STILL.toNanos() - now)));
  }

  /** The list is looked at anew: what they may still see, and has more output, is drawn anew. */
  void refresh() {
    var id = selected;
    if (id != null && shown != null && drawing == null) {
      drawing = draw(id);
    }
  }

  /** Nothing is shown any more. */
  void stop() {
    var under = drawing;
    if (under != null) {
      under.cancel(false);
    }
    drawing = null;
    shown = null;
    selected = null;
  }

  private CompletableFuture<Picture> draw(ConsoleId id) {
    var answer = new CompletableFuture<Picture>();
    var known = shown;
    Thread.startVirtualThread(() -> {
      var console = mayBeSeen(id);
      if (console.isEmpty()) {
        answer.complete(Picture.NONE);
      } else if (known != null && known.offset() == console.get().history().end()) {
        answer.complete(known);
      } else {
        seen.accept(id);
        draw(console.get(), answer);
      }
    });
    return answer;
  }

  private Optional<Console> mayBeSeen(ConsoleId id) {
    if (!audited.getAsBoolean() || access.consoles().ifOpen(id).isEmpty()) {
      return Optional.empty();
    }
    try {
      var authorized = access.open(id, caller);
      authorized.needPast();
      return Optional.of(authorized.console());
    } catch (Refusal notNow) {
      return Optional.empty();
    }
  }

  private void draw(Console console, CompletableFuture<Picture> answer) {
    var who = caller.session().identity();
    var request = ScreenRequest.now(console.history(), who, 0, 0).within(BYTES);
    var made = screens.rebuild(request, console.status().told());
    var _ =
        made.whenComplete(
            (picture, failure) -> answer.complete(failure == null ? of(picture) : Picture.NONE));
    var _ =
        answer.whenComplete((_, failure) -> {
          if (failure != null) {
            made.cancel(false);
          }
        });
  }

  private static Picture of(GuestScreens.Picture picture) {
    var rows = picture.screen().look(ScreenModel::lines);
    int end = rows.size();
    while (end > 0 && rows.get(end - 1).isBlank()) {
      end--;
    }
    var lines = rows.subList(0, end).stream().map(row -> Printable.of(row).toString()).toList();
    return new Picture(picture.screen().offset(), lines);
  }
}
