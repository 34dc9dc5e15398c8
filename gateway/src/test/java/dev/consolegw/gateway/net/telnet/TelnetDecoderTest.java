package dev.consolegw.gateway.net.telnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TelnetDecoderTest {

  /** What a decoder made of a stream, pieces of data between two commands as one. */
  private static final class Heard implements TelnetDecoder.Events {
    private final List<String> events = new ArrayList<>();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    @Override
    public void data(ByteBuffer bytes) {
      assertThat(bytes.hasRemaining()).isTrue();
      while (bytes.hasRemaining()) {
        data.write(bytes.get());
      }
    }

    @Override
    public void negotiated(TelnetVerb said, int option) {
      mark(said + " " + option);
    }

    @Override
    public void subnegotiated(int option, byte[] payload) {
      mark("SB " + option + " " + HexFormat.of().formatHex(payload));
    }

    @Override
    public void commanded(int command) {
      mark("command " + command);
    }

    private void mark(String event) {
      flush();
      events.add(event);
    }

    private void flush() {
      if (data.size() > 0) {
        events.add("data " + HexFormat.of().formatHex(data.toByteArray()));
        data.reset();
      }
    }
  }

  private static List<String> decoded(byte[] stream, Random cuts, int longest) {
    var heard = new Heard();
    var decoder = new TelnetDecoder(heard);
    try {
      for (int at = 0; at < stream.length; ) {
        int end = Math.min(stream.length, at + 1 + cuts.nextInt(longest));
        var piece = ByteBuffer.wrap(stream, at, end - at);
        decoder.decode(piece);
        assertThat(piece.hasRemaining()).isFalse();
        at = end;
      }
    } catch (TelnetException tooLong) {
      heard.mark("too long");
    }
    heard.flush();
    return heard.events;
  }

  private static List<String> decoded(int... stream) {
    var bytes = new byte[stream.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) stream[i];
    }
    return decoded(bytes, new Random(1), 1 << 20);
  }

  @Test
  void dataAndCommandsAreToldApart() {
    assertThat(decoded('a', 255, 251, 1, 'b', 255, 254, 232, 'c'))
        .containsExactly("data 61", "WILL 1", "data 62", "DONT 232", "data 63");
    assertThat(decoded(255, 252, 0, 255, 253, 3)).containsExactly("WONT 0", "DO 3");
    assertThat(decoded(255, 243, 255, 241)).containsExactly("command 243", "command 241");
  }

  @Test
  void aDoubledByteIsOneByte() {
    assertThat(decoded(255, 255)).containsExactly("data ff");
    assertThat(decoded('a', 255, 255, 255, 255, 'b')).containsExactly("data 61ffff62");
    assertThat(decoded(255, 255, 255, 251, 1)).containsExactly("data ff", "WILL 1");
  }

  @Test
  void nulAndCarriageReturnStay() {
    assertThat(decoded('\r', 0, '\r', '\n', 0)).containsExactly("data 0d000d0a00");
  }

  @Test
  void aSubnegotiationHasItsPayloadUndoubled() {
    assertThat(decoded(255, 250, 232, 40, 1, 255, 255, 2, 255, 240, 'x'))
        .containsExactly("SB 232 2801ff02", "data 78");
    assertThat(decoded(255, 250, 232, 255, 240)).containsExactly("SB 232 ");
  }

  @Test
  void aCommandBreaksOffASubnegotiation() {
    assertThat(decoded(255, 250, 232, 40, 1, 255, 251, 1, 'x'))
        .containsExactly("WILL 1", "data 78");
    assertThat(decoded(255, 250, 232, 40, 255, 250, 24, 7, 255, 240)).containsExactly("SB 24 07");
  }

  @Test
  void theEndOfNoSubnegotiationIsNothing() {
    assertThat(decoded('a', 255, 240, 'b')).containsExactly("data 61", "command 240", "data 62");
  }

  @Test
  void halfACommandIsNothingYet() {
    assertThat(decoded(255)).isEmpty();
    assertThat(decoded(255, 251)).isEmpty();
    assertThat(decoded(255, 250, 232, 40, 255)).isEmpty();
  }

  @Test
  void aSubnegotiationIsNotKeptForEver() throws TelnetException {
    var decoder = new TelnetDecoder(new Heard());
    decoder.decode(ByteBuffer.wrap(new byte[] {(byte) 255, (byte) 250, (byte) 232}));
    decoder.decode(ByteBuffer.wrap(new byte[TelnetDecoder.PAYLOAD_LIMIT]));

    assertThatThrownBy(() -> decoder.decode(ByteBuffer.wrap(new byte[1])))
        .isInstanceOf(TelnetException.class);
  }

  @Test
  void commandsWithoutEndAreNotAnsweredForEver() throws TelnetException {
    var now = new AtomicLong(7);
    var heard = new Heard();
    var decoder = new TelnetDecoder(heard, now::get);
    var second = ByteBuffer.allocate(3 * TelnetDecoder.COMMANDS_PER_SECOND);
    while (second.hasRemaining()) {
      second.put(new byte[] {(byte) 255, (byte) 253, 9});
    }

    for (int i = 0; i < 3; i++) {
      decoder.decode(second.duplicate().flip());
      now.addAndGet(1_000_000_000);
    }
    decoder.decode(second.duplicate().flip());

    assertThat(heard.events).hasSize(4 * TelnetDecoder.COMMANDS_PER_SECOND);
    decoder.decode(ByteBuffer.wrap(new byte[] {(byte) 255, (byte) 255, 'x'}));
    assertThatThrownBy(
            () -> decoder.decode(ByteBuffer.wrap(new byte[] {(byte) 255, (byte) 253, 9})))
        .isInstanceOf(TelnetException.class)
        .hasMessage("more than 500 commands within a second");
  }

  /** Random streams in which commands are likely. */
  private static byte[] stream(Random random) {
    var bytes = new byte[random.nextInt(400)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(3) == 0 ? 240 + random.nextInt(16) : random.nextInt(256));
    }
    return bytes;
  }

  @Property(tries = 500)
  void piecesOfAnySizeMeanTheSame(@ForAll long seed) {
    var random = new Random(seed);
    var stream = stream(random);

    var whole = decoded(stream, random, 1 << 20);

    assertThat(decoded(stream, random, 1)).isEqualTo(whole);
    assertThat(decoded(stream, random, 7)).isEqualTo(whole);
    assertThat(decoded(stream, random, 64)).isEqualTo(whole);
  }

  @Property(tries = 200)
  void whatIsWrittenIsReadAsItWasMeant(@ForAll long seed) {
    var random = new Random(seed);
    var data = new byte[1 + random.nextInt(300)];
    random.nextBytes(data);
    data[random.nextInt(data.length)] = (byte) 255;
    var payload = new byte[random.nextInt(50)];
    random.nextBytes(payload);
    var written = new ByteArrayOutputStream();
    var escaped = Telnet.escaped(ByteBuffer.wrap(data));
    written.write(escaped.array(), escaped.position(), escaped.remaining());
    written.writeBytes(Telnet.subnegotiation(232, payload));
    written.writeBytes(Telnet.command(Telnet.BRK));
    written.writeBytes(TelnetVerb.WILL.of(0));

    var hex = HexFormat.of();
    assertThat(decoded(written.toByteArray(), random, 9))
        .containsExactly(
            "data " + hex.formatHex(data),
            "SB 232 " + hex.formatHex(payload),
            "command 243",
            "WILL 0");
  }
}
