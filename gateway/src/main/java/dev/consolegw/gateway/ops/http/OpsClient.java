package dev.consolegw.gateway.ops.http;

import dev.consolegw.gateway.net.http.HttpAnswer;
import dev.consolegw.gateway.net.http.HttpRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One client of {@link OpsServer}: its request, and then its answer. On the server's thread; {@link
 * #close} on any.
 */
final class OpsClient {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final SocketChannel channel;
  private final SelectionKey key;
  private final Function<HttpRequest, HttpAnswer> asked;
  private final Consumer<OpsClient> gone;
  private final long since = System.nanoTime();
  private final ByteBuffer head = ByteBuffer.allocate(HttpRequest.LIMIT);
  private ByteBuffer[] answer = {};
  private long due = since + OpsServer.PATIENCE.toNanos();

  /**
   * @param asked answers, at once
   * @param gone told when it is
   */
  OpsClient(
      SocketChannel channel,
      SelectionKey key,
      Function<HttpRequest, HttpAnswer> asked,
      Consumer<OpsClient> gone) {
    this.channel = channel;
    this.key = key;
    this.asked = asked;
    this.gone = gone;
  }

  /** When it came, as {@link System#nanoTime} has it. */
  long since() {
    return since;
  }

  /** Whether its time is over. */
  boolean isLate() {
    return System.nanoTime() - due > 0;
  }

  /** There is something to read, or room to write. */
  void ready() {
    try {
      if (answer.length == 0) {
        read();
      } else {
        write();
      }
    } catch (IOException left) {
      close();
    }
  }

  private void read() throws IOException {
    int from = head.position();
    if (channel.read(head) < 0) {
      close();
      return;
    }
    int end = HttpRequest.endOfHead(head.array(), from, head.position());
    if (end >= 0) {
      boolean more = end < head.position(); // a body, or a second request
      var request = HttpRequest.parse(Arrays.copyOf(head.array(), end));
      if (more || request.isEmpty()) {
        answer(HttpAnswer.of(400, TEXT, "this is no request that is answered here\n"), true);
      } else {
        answer(asked.apply(request.get()), !request.get().method().equals("HEAD"));
      }
    } else if (!head.hasRemaining()) {
      answer(HttpAnswer.of(431, TEXT, "a request has at most 16 KiB\n"), true);
    }
  }

  private void answer(HttpAnswer with, boolean withBody) throws IOException {
    answer = new ByteBuffer[] {with.head(), withBody ? with.body().duplicate() : NOTHING};
    due = System.nanoTime() + OpsServer.PATIENCE.toNanos();
    write();
  }

  private void write() throws IOException {
    long _ = channel.write(answer);
    if (answer[0].hasRemaining() || answer[1].hasRemaining()) {
      key.interestOps(SelectionKey.OP_WRITE);
    } else {
      close();
    }
  }

  /** Hangs up. */
  void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      // It is gone anyway.
    }
    gone.accept(this);
  }
}
