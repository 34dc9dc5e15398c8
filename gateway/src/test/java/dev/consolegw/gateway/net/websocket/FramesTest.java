package dev.consolegw.gateway.net.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.Role;
import org.java_websocket.exceptions.InvalidDataException;
import org.junit.jupiter.api.Test;

class FramesTest {

  /** What a reader makes of a stream: its messages in order, and the end if there was one. */
  private static final class Heard implements Frames.Messages {
    private final List<String> events = new ArrayList<>();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @Override
    public void binary(ByteBuffer bytes) {
      var copy = new byte[bytes.remaining()];
      bytes.get(copy);
      output.writeBytes(copy);
    }

    @Override
    public void text(String text) {
      mark("text " + text);
    }

    @Override
    public void ping(ByteBuffer pong) {
      mark("ping " + pong.remaining());
    }

    @Override
    public void pong() {}

    @Override
    public void closed(int code, String reason) {
      mark("closed " + code + " " + reason);
    }

    private void mark(String event) {
      events.add("output " + output.toString(StandardCharsets.ISO_8859_1));
      output.reset();
      events.add(event);
    }
  }

  private static ClientFrames frames(Frames.Messages messages) {
    var draft = new Draft_6455(List.of(), 1 << 20);
    draft.setParseMode(Role.CLIENT);
    return new ClientFrames(draft, messages);
  }

  /** The same stream in pieces of random sizes. */
  private static List<String> read(byte[] stream, Random sizes, int largest) {
    var heard = new Heard();
    var frames = frames(heard);
    try {
      for (int at = 0; at < stream.length; ) {
        int count = Math.min(1 + sizes.nextInt(largest), stream.length - at);
        var piece = ByteBuffer.wrap(stream, at, count);
        while (piece.hasRemaining()) {
          frames.read(piece);
        }
        at += count;
      }
    } catch (InvalidDataException e) {
      heard.mark("broken " + e.getCloseCode());
    }
    heard.mark("end");
    return heard.events;
  }

  /** A conversation as a well-behaved server has it. */
  private static byte[] conversation(Random random) {
    var stream = new ByteArrayOutputStream();
    for (int i = random.nextInt(12); i > 0; i--) {
      switch (random.nextInt(5)) {
        case 0 -> add(stream, 0x82, random.nextInt(400), random);
        case 1 -> add(stream, 0x82, random.nextInt(3), random);
        case 2 -> add(stream, 0x89, random.nextInt(126), random);
        case 3 -> {
          add(stream, 0x02, random.nextInt(200), random);
          add(stream, 0x8A, 4, random);
          add(stream, 0x80, random.nextInt(200), random);
        }
        default -> addText(stream, "{\"type\":\"connected\"}");
      }
    }
    return stream.toByteArray();
  }

  private static void add(ByteArrayOutputStream stream, int first, int length, Random random) {
    var payload = new byte[length];
    random.nextBytes(payload);
    addFrame(stream, first, payload);
  }

  private static void addText(ByteArrayOutputStream stream, String text) {
    addFrame(stream, 0x81, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void addFrame(ByteArrayOutputStream stream, int first, byte[] payload) {
    stream.write(first);
    if (payload.length < 126) {
      stream.write(payload.length);
    } else {
      stream.write(126);
      stream.write(payload.length >> 8);
      stream.write(payload.length);
    }
    stream.writeBytes(payload);
  }

  @Property
  void everyChunkingOfAConversationGivesTheSameMessages(@ForAll long seed) {
    var random = new Random(seed);
    var stream = conversation(random);

    var inPieces = read(stream, random, 1 + random.nextInt(40));

    assertThat(inPieces.equals(read(stream, random, Integer.MAX_VALUE - 1))).isTrue();
    assertThat(inPieces.toString().contains("broken")).isFalse();
  }

  @Property
  void anyBytesAreMessagesOrABrokenProtocol(@ForAll long seed) {
    var random = new Random(seed);
    var stream = new byte[random.nextInt(60)];
    random.nextBytes(stream);
    if (stream.length > 1 && random.nextBoolean()) {
      stream[0] = (byte) (random.nextBoolean() ? 0x82 : random.nextInt(256));
      stream[1] &= 0x7F; // unmasked, so that the library gets to see it
    }

    assertThat(read(stream, random, 1 + random.nextInt(8)).getLast()).isEqualTo("end");
  }

  @Test
  void aPasteIsFramedInPiecesThatAFarSideCanTake() throws InvalidDataException {
    var pasted = new byte[100_000];
    new Random(1).nextBytes(pasted);

    var framed = frames(new Heard()).binary(ByteBuffer.wrap(pasted));

    var server = new Draft_6455(List.of(), 16 * 1024);
    server.setParseMode(Role.SERVER);
    var arrived = new ByteArrayOutputStream();
    var bytes = new byte[framed.remaining()];
    framed.get(bytes);
    for (var frame : server.translateFrame(ByteBuffer.wrap(bytes))) {
      var payload = new byte[frame.getPayloadData().remaining()];
      frame.getPayloadData().get(payload);
      arrived.writeBytes(payload);
    }
    assertThat(arrived.toByteArray()).isEqualTo(pasted);
  }

  @Test
  void textOfMoreThanItsLimitIsBroken() {
    var stream = new ByteArrayOutputStream();
    addFrame(stream, 0x01, "x".repeat(60_000).getBytes(StandardCharsets.US_ASCII));
    addFrame(stream, 0x80, "x".repeat(60_000).getBytes(StandardCharsets.US_ASCII));

    assertThat(read(stream.toByteArray(), new Random(1), 1000)).contains("broken 1009");
  }
}
