package dev.consolegw.gateway.console.live;

import dev.consolegw.gateway.console.ConsoleStatus.ToldSize;
import dev.consolegw.gateway.console.screen.ScreenRequest;
import dev.consolegw.gateway.console.screen.Screens;
import dev.consolegw.gateway.console.screen.Snapshot;
import dev.consolegw.gateway.terminal.screen.ScreenModel;
import dev.consolegw.gateway.terminal.screen.SizeEvidence;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Screens in the size that the guest takes them to have, for those who have no terminal of their
 * own: programs, records, pictures. A serial line has no size, so this is what is known of it, and
 * {@link Size#from} says how. No state but that of {@link Screens}: any thread.
 */
public final class GuestScreens {
  /** What most terminals on a serial line have. */
  public static final Size USUAL = new Size(24, 80, "default");

  /** No screen is drawn larger for those who have no terminal. */
  public static final int MOST_ROWS = 200;

  /** The same of its columns. */
  public static final int MOST_COLUMNS = 500;

  private final Screens screens;

  /**
   * A size.
   *
   * @param from how it is known: {@code wire} and {@code typed} by what the guest was told, {@code
   *     set}, {@code region} and {@code cursor} by what it printed, {@code default} not at all
   */
  public record Size(int rows, int columns, String from) {
    /** Whether a model of the one is a model of the other. */
    public boolean isAs(Size other) {
      return rows == other.rows && columns == other.columns;
    }

    /** What a model of it has. */
    long cells() {
      return (long) rows * columns;
    }
  }

  /** A screen in its size. */
  public record Picture(Snapshot screen, Size size) {}

  public GuestScreens(Screens screens) {
    this.screens = screens;
  }

  /**
   * Rebuilds a screen, twice where the first shows that it has another size.
   *
   * @param wanted the rows and columns of which do not matter
   * @param told the size that the guest was told; empty when nobody did, or it was told later
   * @return as {@link Screens#rebuild}
   */
  public CompletableFuture<Picture> rebuild(ScreenRequest wanted, Optional<ToldSize> told) {
    var answer = new CompletableFuture<Picture>();
    if (told.isPresent()) {
      rebuild(wanted, size(told.get()), answer);
    } else {
      passOn(
          screens.rebuild(sized(wanted, USUAL)), answer, usual -> resized(wanted, usual, answer));
    }
    return answer;
  }

  /** The same in a size that somebody else has chosen. */
  public CompletableFuture<Picture> rebuild(ScreenRequest wanted, Size size) {
    var answer = new CompletableFuture<Picture>();
    rebuild(wanted, size, answer);
    return answer;
  }

  private void resized(ScreenRequest wanted, Snapshot usual, CompletableFuture<Picture> answer) {
    var size = size(Optional.empty(), usual.look(ScreenModel::evidence));
    if (size.isAs(USUAL)) {
      answer.complete(new Picture(usual, size));
    } else {
      rebuild(wanted.at(usual.offset()), size, answer);
    }
  }

  private void rebuild(ScreenRequest wanted, Size size, CompletableFuture<Picture> answer) {
    passOn(
        screens.rebuild(sized(wanted, size)),
        answer,
        screen -> answer.complete(new Picture(screen, size)));
  }

  private static ScreenRequest sized(ScreenRequest wanted, Size size) {
    return new ScreenRequest(
        wanted.history(),
        wanted.who(),
        size.rows(),
        size.columns(),
        wanted.end(),
        wanted.lookBack());
  }

  /** Whoever no longer wants the answer no longer wants what it is made of. */
  private static void passOn(
      CompletableFuture<Snapshot> made,
      CompletableFuture<Picture> answer,
      Consumer<Snapshot> then) {
    var _ =
        made.whenComplete((screen, failure) -> {
          if (failure == null) {
            then.accept(screen);
          } else {
            answer.completeExceptionally(failure);
          }
        });
    var _ =
        answer.whenComplete((_, failure) -> {
          if (failure != null) {
            made.cancel(false);
          }
        });
  }

  private static Size size(ToldSize told) {
    return new Size(
        Math.clamp(told.rows(), 1, MOST_ROWS),
        Math.clamp(told.columns(), 1, MOST_COLUMNS),
        told.typed() ? "typed" : "wire");
  }

  private static Size size(SizeEvidence evidence) {
    var rows = evidence.rowsFrom();
    var columns = evidence.columnsFrom();
    if (rows == SizeEvidence.Source.NONE && columns == SizeEvidence.Source.NONE) {
      return USUAL;
    }
    var best = rows.compareTo(columns) <= 0 ? rows : columns;
    var size =
        new Size(
            Math.clamp(atLeast(USUAL.rows(), evidence.rows(), rows), 1, MOST_ROWS),
            Math.clamp(atLeast(USUAL.columns(), evidence.columns(), columns), 1, MOST_COLUMNS),
            best.name().toLowerCase(Locale.ROOT));
    return best == SizeEvidence.Source.CURSOR && size.isAs(USUAL) ? USUAL : size;
  }

  /** What was addressed is no bound. */
  private static int atLeast(int usual, int known, SizeEvidence.Source how) {
    return how == SizeEvidence.Source.CURSOR ? Math.max(usual, known) : known;
  }

  /** The size by what the guest was told and by what it printed. */
  static Size size(Optional<ToldSize> told, SizeEvidence evidence) {
    return told.map(GuestScreens::size).orElseGet(() -> size(evidence));
  }
}
