package dev.consolegw.gateway.history.feed;

import dev.consolegw.gateway.history.ReadResult;
import java.nio.ByteBuffer;

/** Makes something of output that is read for it, in its order. One disk thread at a time. */
public interface FeedConsumer {

  /**
   * Output, which follows on what came before unless {@link #gap} was told in between.
   *
   * @param piece of at most {@link HistoryFeed#PIECE} bytes, the feed's again after the call
   */
  void bytes(ByteBuffer piece);

  /** What was printed here, if anything, is not kept. */
  void gap(ReadResult.Gap gap);
}
