package dev.consolegw.gateway.console.live;

import dev.consolegw.gateway.console.ConsoleStatus.ToldSize;
import dev.consolegw.gateway.history.ReadResult;
import dev.consolegw.gateway.history.feed.FeedConsumer;
import dev.consolegw.gateway.terminal.screen.ScreenModel;
import dev.consolegw.gateway.terminal.screen.SizeEvidence;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * The model of a live screen, how far it has got, and whether it still has the right size. One
 * thread at a time.
 */
final class Drawing implements FeedConsumer {
  private final ScreenModel model;
  private final GuestScreens.Size size;
  private final SizeEvidence own;
  private final SizeEvidence painted;
  private long at;
  private long nanos;

  /** Begins with a picture. */
  Drawing(GuestScreens.Picture picture) {
    size = picture.size();
    own = picture.screen().look(ScreenModel::evidence);
    model = new ScreenModel(size.rows(), size.columns());
    model.feed(picture.screen().paint());
    painted = model.evidence();
    at = picture.screen().join();
  }

  /** The offset of what it draws next. */
  long at() {
    return at;
  }

  @Override
  public void bytes(ByteBuffer piece) {
    long began = System.nanoTime();
    at += piece.remaining();
    model.feed(piece);
    nanos += System.nanoTime() - began;
  }

  @Override
  public void gap(ReadResult.Gap gap) {
    model.gap();
    at = gap.resumesAt();
  }

  /** Everything before an offset is drawn, or is missing. */
  void reached(long offset) {
    at = offset;
  }

  /** For how long it has drawn since this was asked. */
  Duration busy() {
    var busy = Duration.ofNanos(nanos);
    nanos = 0;
    return busy;
  }

  /** How much was drawn. */
  long fed() {
    return model.fed();
  }

  /** Whether a sequence has begun and not ended. */
  boolean isOpen() {
    return model.settled() < model.fed();
  }

  ScreenRows rows(boolean wantsSelected) {
    return ScreenRows.of(model, wantsSelected);
  }

  /**
   * Whether a new picture would have another size, as far as what came since tells. What the
   * picture is known to be by something better is not put in doubt by what is worse, and nothing
   * that painting it has left in the model counts.
   *
   * @param told the size that the guest was told
   */
  boolean isOutgrown(Optional<ToldSize> told) {
    var now = model.evidence();
    var wanted = GuestScreens.size(told, now);
    if (told.isPresent()) {
      return !wanted.isAs(size);
    }
    boolean isOtherRows = now.rowsFrom() != painted.rowsFrom() || now.rows() != painted.rows();
    boolean isOtherColumns =
        now.columnsFrom() != painted.columnsFrom() || now.columns() != painted.columns();
    return (isOtherRows && counts(now.rowsFrom(), own.rowsFrom(), wanted.rows(), size.rows()))
        || (isOtherColumns
            && counts(now.columnsFrom(), own.columnsFrom(), wanted.columns(), size.columns()));
  }

  private static boolean counts(
      SizeEvidence.Source now, SizeEvidence.Source own, int wanted, int present) {
    return switch (now) {
      case SET, REGION -> now.compareTo(own) <= 0 && wanted != present;
      case CURSOR -> now.compareTo(own) <= 0 && wanted > present;
      case NONE -> false;
    };
  }
}
