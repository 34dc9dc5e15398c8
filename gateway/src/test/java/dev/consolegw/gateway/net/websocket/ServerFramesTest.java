package dev.consolegw.gateway.net.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.framing.CloseFrame;
import org.junit.jupiter.api.Test;

/** Frames of a client, read by us as its server. */
class ServerFramesTest {
  private static final int FIN = 0x80;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private final AtomicLong now = new AtomicLong();
  private final Heard heard = new Heard();
  private final ServerFrames frames = new ServerFrames(heard, now::get);

  /** What is made of a stream: what was typed in one, and all else in its order. */
  private static final class Heard implements Frames.Messages {
    private final List<String> events = new ArrayList<>();
    private final ByteArrayOutputStream typed = new ByteArrayOutputStream();

    @Override
    public void binary(ByteBuffer bytes) {
      var copy = new byte[bytes.remaining()];
      bytes.get(copy);
      typed.writeBytes(copy);
    }

    @Override
    public void text(String text) {
      mark("text " + text);
    }

    @Override
    public void ping(ByteBuffer pong) {
      var copy = new byte[pong.remaining()];
      pong.get(copy);
      mark("ping " + HexFormat.of().formatHex(copy));
    }

    @Override
    public void pong() {}

    @Override
    public void closed(int code, String reason) {
      mark("closed " + code + " " + reason);
    }

    private void mark(String event) {
      events.add(typed.size() + " " + event);
    }
  }

  private static byte[] frame(int first, byte... payload) {
    return frame(first, new byte[] {1, 2, 3, (byte) 0xFF}, payload);
  }

  private static byte[] frame(int first, byte[] key, byte[] payload) {
    var all = ByteBuffer.allocate(payload.length + 14).put((byte) first);
    if (payload.length < 126) {
      all.put((byte) (0x80 | payload.length));
    } else if (payload.length <= 0xFFFF) {
      all.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      all.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    all.put(key);
    for (int i = 0; i < payload.length; i++) {
      all.put((byte) (payload[i] ^ key[i % 4]));
    }
    return Arrays.copyOf(all.array(), all.position());
  }

  private static byte[] frame(int first, String payload) {
    return frame(first, payload.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] joined(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (var part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private void read(byte[]... parts) throws InvalidDataException {
    frames.read(ByteBuffer.wrap(joined(parts)));
  }

  private static byte[] conversation() {
    return joined(
        frame(FIN | BINARY, "ls -l\r"),
        frame(TEXT, "{\"type\":"),
        frame(FIN | PING, "there?"),
        frame(FIN, "\"take\u00fc\"}"),
        frame(FIN | BINARY),
        frame(BINARY, new byte[300]),
        frame(FIN | PONG),
        frame(0, "middle"),
        frame(FIN, new byte[70_000]),
        frame(FIN | TEXT, ""),
        frame(FIN | CLOSE, (byte) 3, (byte) 0xE8, (byte) 'b', (byte) 'y', (byte) 'e'));
  }

  @Test
  void messagesComeInTheirOrder() throws InvalidDataException {
    read(conversation());

    assertThat(heard.events)
        .containsExactly(
            "6 ping 8a06" + HexFormat.of().formatHex("there?".getBytes(StandardCharsets.UTF_8)),
            "6 text {\"type\":\"take\u00fc\"}",
            "70312 text ",
            "70312 closed 1000 bye");
  }

  @Property(tries = 200)
  void whateverPiecesAStreamComesInItSaysTheSame(@ForAll long seed) throws InvalidDataException {
    var stream = conversation();
    var whole = new Heard();
    new ServerFrames(whole, () -> 0).read(ByteBuffer.wrap(stream));
    var pieces = new Heard();
    var reader = new ServerFrames(pieces, () -> 0);
    var random = new Random(seed);
    for (int at = 0; at < stream.length; ) {
      int length =
          Math.min(stream.length - at, 1 + random.nextInt(random.nextBoolean() ? 4 : 9000));
      reader.read(ByteBuffer.wrap(stream, at, length));
      at += length;
    }

    assertThat(pieces.events).isEqualTo(whole.events);
    assertThat(pieces.typed.toByteArray()).isEqualTo(whole.typed.toByteArray());
  }

  @Property(tries = 500)
  void noStreamDoesMoreThanBreakTheProtocol(@ForAll byte[] stream) {
    var reader = new ServerFrames(new Heard(), () -> 0);
    try {
      reader.read(ByteBuffer.wrap(stream));
    } catch (InvalidDataException broken) {
      assertThat(broken.getMessage()).isNotBlank();
    }
  }

  @Test
  void whatIsTypedComesBeforeItsFrameHasEnded() throws InvalidDataException {
    var half = Arrays.copyOf(frame(FIN | BINARY, new byte[1 << 20]), 1000);
    half[2] = 0x7F; // so long that nobody could keep it

    read(half);

    assertThat(heard.typed.size()).isEqualTo(1000 - 14);
  }

  @Test
  void whatBreaksTheProtocolIsNotReadOn() {
    refused(CloseFrame.PROTOCOL_ERROR, new byte[] {(byte) (FIN | BINARY), 3, 'a', 'b', 'c'});
    refused(CloseFrame.PROTOCOL_ERROR, frame(FIN | 0x40 | BINARY));
    refused(CloseFrame.PROTOCOL_ERROR, frame(FIN | 3));
    refused(CloseFrame.PROTOCOL_ERROR, frame(FIN | 11));
    refused(CloseFrame.PROTOCOL_ERROR, frame(PING));
    refused(CloseFrame.PROTOCOL_ERROR, frame(FIN | PING, new byte[126]));
    refused(CloseFrame.PROTOCOL_ERROR, frame(FIN, "goes on"));
    refused(CloseFrame.PROTOCOL_ERROR, frame(BINARY), frame(FIN | TEXT));
    refused(CloseFrame.PROTOCOL_ERROR, frame(FIN | CLOSE, (byte) 3));
    refused(CloseFrame.NO_UTF8, frame(FIN | TEXT, (byte) 0xC3));
    refused(CloseFrame.TOOBIG, frame(FIN | TEXT, new byte[ServerFrames.TEXT_LIMIT + 1]));
    refused(CloseFrame.TOOBIG, frame(TEXT, new byte[ServerFrames.TEXT_LIMIT]), frame(FIN, "x"));
    var negative = frame(FIN | BINARY, new byte[1 << 16]);
    negative[2] = (byte) 0x80;
    refused(CloseFrame.PROTOCOL_ERROR, negative);
  }

  private static void refused(int code, byte[]... parts) {
    var reader = new ServerFrames(new Heard(), () -> 0);
    assertThatThrownBy(() -> reader.read(ByteBuffer.wrap(joined(parts))))
        .isInstanceOfSatisfying(
            InvalidDataException.class,
            broken -> assertThat(broken.getCloseCode()).isEqualTo(code));
  }

  @Test
  void textsComeAtARateAndTheClientWaits() throws InvalidDataException {
    var many = new byte[ServerFrames.CONTROLS_AT_ONCE + 30][];
    Arrays.fill(many, frame(FIN | TEXT, "{}"));
    var stream = ByteBuffer.wrap(joined(many));

    frames.read(stream);
    assertThat(heard.events).hasSize(ServerFrames.CONTROLS_AT_ONCE);
    assertThat(stream.hasRemaining()).isTrue();
    assertThat(frames.pause()).isGreaterThan(Frames.PAUSE);
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    frames.read(stream);

    assertThat(heard.events)
        .hasSize(ServerFrames.CONTROLS_AT_ONCE + ServerFrames.CONTROLS_A_SECOND);
  }

  @Test
  void keysHaveNoRateButTurns() throws InvalidDataException {
    var many = new byte[Frames.AT_ONCE + 1][];
    Arrays.fill(many, frame(FIN | BINARY, "k"));
    var stream = ByteBuffer.wrap(joined(many));

    frames.read(stream);
    assertThat(heard.typed.size()).isEqualTo(Frames.AT_ONCE);
    assertThat(frames.pause()).isEqualTo(Frames.PAUSE);
    frames.read(stream);

    assertThat(heard.typed.size()).isEqualTo(Frames.AT_ONCE + 1);
  }

  @Test
  void whatWeSayIsNotMaskedAndOneFrame() {
    assertThat(frames.text("hi")).isEqualTo(ByteBuffer.wrap(new byte[] {(byte) 0x81, 2, 'h', 'i'}));
    assertThat(frames.binary(ByteBuffer.allocate(200)).remaining()).isEqualTo(204);
    assertThat(frames.binary(ByteBuffer.allocate(70_000)).remaining()).isEqualTo(70_010);
    assertThat(frames.close(1000, ""))
        .isEqualTo(ByteBuffer.wrap(new byte[] {(byte) 0x88, 2, 3, (byte) 0xE8}));
  }
}
