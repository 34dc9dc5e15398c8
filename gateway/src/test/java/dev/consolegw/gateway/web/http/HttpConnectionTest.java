package dev.consolegw.gateway.web.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.net.Link;
import dev.consolegw.gateway.net.http.HttpAnswer;
import dev.consolegw.gateway.net.http.HttpRequest;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Clients that take their time. */
class HttpConnectionTest {
  private final ManualScheduler timer = new ManualScheduler(new ManualClock());
  private final Wire wire = new Wire();
  private final List<HttpRequest> asked = new ArrayList<>();
  private final HttpConnection connection =
      new HttpConnection(wire, () -> {}, timer, (_, request) -> asked.add(request));

  HttpConnectionTest() {
    connection.open();
  }

  /** A link whose far side reads when a test says so. */
  private static final class Wire implements Link {
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private ByteBuffer held = ByteBuffer.allocate(0);
    private int most;
    private boolean reads = true;
    private boolean closed;
    private @Nullable Listener listener;
    private Runnable whenWritten = () -> {};

    @Override
    public void open(Listener to, ByteBuffer early) {
      listener = to;
    }

    @Override
    public boolean write(ByteBuffer bytes) {
      var all = ByteBuffer.allocate(held.remaining() + bytes.remaining()).put(held).put(bytes);
      held = all.flip();
      most = Math.max(most, held.remaining());
      if (reads) {
        take();
        whenWritten.run();
      }
      return !holds();
    }

    private void take() {
      read.write(held.array(), held.position(), held.remaining());
      held = ByteBuffer.allocate(0);
    }

    @Override
    public boolean holds() {
      return held.hasRemaining();
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void post(Runnable task) {
      task.run();
    }

    @Override
    public void close(Reason why) {
      if (!closed && listener != null) {
        closed = true;
        listener.ended(why);
      }
    }

    void sends(String text) {
      if (listener != null) {
        listener.received(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
      }
    }

    void readsOn() {
      take();
      if (listener != null) {
        listener.drained();
      }
    }
  }

  @Test
  void oneThatSaysAByteASecondIsHungUpOn() {
    for (int i = 0; i < HttpConnection.ASKING.toSeconds(); i++) {
      assertThat(wire.closed).isFalse();
      wire.sends("G");
      timer.advance(Duration.ofSeconds(1));
    }

    assertThat(wire.closed).isTrue();
    assertThat(connection.closed().toCompletableFuture()).isCompleted();
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void aRequestThatComesByteByByteIsAnswered() {
    for (var each : "GET / HTTP/1.1\r\nHost: gw\r\n\r\n".split("", -1)) {
      wire.sends(each);
    }
    assertThat(asked).hasSize(1);
    timer.advance(Duration.ofHours(1)); // as long as it takes to connect
    assertThat(wire.closed).isFalse();

    connection.answer(HttpAnswer.of(404));
    connection.answer(HttpAnswer.of(500));

    assertThat(wire.read.toString(ISO_8859_1))
        .startsWith("HTTP/1.1 404 Not Found\r\n")
        .doesNotContain("500");
    assertThat(wire.closed).isTrue();
  }

  @Test
  void ofALongAnswerOneThatReadsNothingHasAPieceAtATime() {
    wire.sends("GET / HTTP/1.1\r\nHost: gw\r\n\r\n");
    wire.reads = false;

    connection.answer(HttpAnswer.of(200, "text/plain", "x".repeat(1 << 20)));

    while (wire.holds()) {
      wire.readsOn();
    }
    assertThat(wire.most).isEqualTo(HttpConnection.PIECE);
    assertThat(wire.read.size()).isGreaterThan(1 << 20);
    assertThat(wire.closed).isTrue();
  }

  @Test
  void oneThatDoesNotReadItsAnswerIsHungUpOn() {
    wire.sends("GET / HTTP/1.1\r\nHost: gw\r\n\r\n");
    wire.reads = false;
    connection.answer(HttpAnswer.of(200, "text/plain", "x".repeat(1 << 20)));

    timer.advance(HttpConnection.ANSWERING);

    assertThat(wire.closed).isTrue();
  }

  @Test
  void oneThatIsNotReadToItsEndMayHangUpItself() {
    wire.sends("GET / HTTP/1.1\r\nHost: gw\r\n\r\nmore");

    assertThat(wire.read.toString(ISO_8859_1)).startsWith("HTTP/1.1 400 ");
    assertThat(wire.closed).isFalse();
    timer.advance(Duration.ofSeconds(1));
    assertThat(wire.closed).isTrue();
  }

  @Test
  void oneThatSpeaksAsSoonAsItHasItsWebsocketIsHeard() throws IOException {
    var heard = new ByteArrayOutputStream();
    wire.sends("GET / HTTP/1.1\r\nHost: gw\r\n\r\n");
    wire.whenWritten = () -> wire.sends("at once");

    boolean agreed =
        connection.agree(
            "HTTP/1.1 101 ".getBytes(ISO_8859_1),
            () -> connection.upgraded().open(new Heard(heard), ByteBuffer.allocate(0)));

    assertThat(agreed).isTrue();
    assertThat(heard.toString(ISO_8859_1)).isEqualTo("at once");
  }

  private record Heard(ByteArrayOutputStream into) implements Link.Listener {
    @Override
    public void received(ByteBuffer bytes) {
      var copy = new byte[bytes.remaining()];
      bytes.get(copy);
      into.writeBytes(copy);
    }

    @Override
    public void drained() {}

    @Override
    public void ended(Reason why) {}
  }

  @Test
  void whoHasAskedForNothingIsHungUpOnWhenTheGatewayStops() {
    connection.dismiss();

    assertThat(wire.closed).isTrue();
    assertThat(asked).isEmpty();
  }
}
