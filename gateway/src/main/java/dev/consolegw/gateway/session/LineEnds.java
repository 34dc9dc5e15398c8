package dev.consolegw.gateway.session;

import java.nio.ByteBuffer;

/**
 * One Enter for each end of a line: what a Windows pipe ends with CR LF, a person at a terminal
 * ends with CR. An LF right behind a CR is left out, also when the two come in different pieces;
 * any other byte stays. One thread at a time.
 */
public final class LineEnds {
  private boolean afterCr;

  /**
   * Leaves them out of the next piece.
   *
   * @param piece is read to its end
   * @return the same bytes where nothing is left out, else a copy; valid as long as the piece
   */
  public ByteBuffer of(ByteBuffer piece) {
    var whole = piece.slice();
    piece.position(piece.limit());
    int first = next(whole, 0);
    if (first == whole.limit()) {
      return whole;
    }
    var kept = ByteBuffer.allocate(whole.remaining());
    int from = 0;
    for (int drop = first; drop < whole.limit(); drop = next(whole, from)) {
      kept.put(whole.slice(from, drop - from));
      from = drop + 1;
    }
    return kept.put(whole.slice(from, whole.limit() - from)).flip();
  }

  /** Where the next LF behind a CR stands; the end of the piece when there is none. */
  private int next(ByteBuffer piece, int from) {
    for (int i = from; i < piece.limit(); i++) {
      byte c = piece.get(i);
      boolean second = afterCr && c == '\n';
      afterCr = c == '\r';
      if (second) {
        return i;
      }
    }
    return piece.limit();
  }
}
