package dev.consolegw.gateway.export.protocol;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * The first bytes of an answer. Whoever sends more is not listened to any longer, and its
 * connection is cut: the status has said enough. Called by one thread at a time.
 */
final class AnswerBeginning implements BodySubscriber<byte[]> {
  /** In bytes. */
  static final int MOST = 64 * 1024;

  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private final CompletableFuture<Flow.Subscription> from = new CompletableFuture<>();
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    if (from.complete(subscription)) {
      subscription.request(Long.MAX_VALUE);
    } else {
      subscription.cancel();
    }
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    for (var piece : pieces) {
      var bytes = new byte[Math.min(piece.remaining(), MOST - kept.size())];
      piece.get(bytes);
      kept.writeBytes(bytes);
    }
    if (kept.size() == MOST) {
      from.join().cancel();
      onComplete();
    }
  }

  @Override
  public void onError(Throwable cause) {
    body.completeExceptionally(cause);
  }

  @Override
  public void onComplete() {
    body.complete(kept.toByteArray());
  }
}
