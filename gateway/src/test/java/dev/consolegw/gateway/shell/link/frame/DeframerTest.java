package dev.consolegw.gateway.shell.link.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Frames and text on one line. */
class DeframerTest {

  /** What has come out of a line. */
  private static final class Seen implements Deframer.Sink {
    final List<String> frames = new ArrayList<>();
    final ByteArrayOutputStream text = new ByteArrayOutputStream();
    int damaged;

    @Override
    public void frame(Frame frame) {
      frames.add(frame.kind() + " " + frame.number() + " " + Arrays.hashCode(frame.payload()));
    }

    @Override
    public void damaged() {
      damaged++;
    }

    @Override
    public void repaired() {}

    @Override
    public void probe(byte[] seen) {
      frames.add("probe " + seen.length);
    }
  }

  private static Seen read(byte[] line, Deframer.Mode mode, Random chunks) {
    var seen = new Seen();
    var deframer = new Deframer(seen);
    deframer.mode(mode);
    int at = 0;
    while (at < line.length) {
      int size = Math.min(line.length - at, chunks.nextInt(1, 1 + (1 << chunks.nextInt(12))));
      var text = deframer.take(ByteBuffer.wrap(line, at, size));
      seen.text.writeBytes(Arrays.copyOfRange(text.array(), text.position(), text.limit()));
      at += size;
    }
    seen.text.writeBytes(deframer.release().array());
    return seen;
  }

  /** Bytes among which all that means something is frequent. */
  private static byte[] tricky(Random random, int length) {
    var bytes = new byte[length];
    byte[] often = {(byte) 0xC1, (byte) 0xC0, 2, 3, '<', '@', '>', 0, 1, 4, '[', 'A'};
    for (int i = 0; i < length; i++) {
      bytes[i] =
          random.nextInt(3) == 0 ? (byte) random.nextInt() : often[random.nextInt(often.length)];
    }
    return bytes;
  }

  private static byte[] mixed(Random random) {
    var line = new ByteArrayOutputStream();
    var lost = new BitSet();
    lost.set(0x11);
    lost.set(0xFF);
    for (int i = 0; i < 30; i++) {
      byte[] payload = tricky(random, random.nextInt(600));
      var kind = random.nextBoolean() ? Frame.Kind.DATA : Frame.Kind.REPEAT;
      var frame = new Frame(kind, kind == Frame.Kind.DATA ? i : 0, 0, payload);
      switch (random.nextInt(6)) {
        case 0 -> line.writeBytes(tricky(random, random.nextInt(3000)));
        case 1 -> line.writeBytes("text of the guest\r\n".getBytes(ISO_8859_1));
        case 2 -> line.writeBytes(Alphabet.armour().write(frame));
        case 3 -> line.writeBytes(Probe.bytes());
        default -> line.writeBytes(Alphabet.without(lost).write(frame));
      }
    }
    return line.toByteArray();
  }

  @Property(tries = 200)
  void anyChunkingGivesTheSame(@ForAll long seed) {
    for (var mode : Deframer.Mode.values()) {
      byte[] line = mixed(new Random(seed));
      var whole =
          new Random() {
            @Override
            public int nextInt(int bound) {
              return 11;
            }

            @Override
            public int nextInt(int least, int bound) {
              return 4096;
            }
          };
      var one = read(line, mode, whole);
      var other = read(line, mode, new Random(seed + 1));
      assertThat(other.frames).isEqualTo(one.frames);
      assertThat(other.text.toByteArray()).isEqualTo(one.text.toByteArray());
      assertThat(other.damaged).isEqualTo(one.damaged);
    }
  }

  @Property
  void framesAmongPlainTextAreAllFound(
      @ForAll long seed, @ForAll @Size(max = 20) List<@IntRange(max = 900) Integer> sizes) {
    var random = new Random(seed);
    var line = new ByteArrayOutputStream();
    int texts = 0;
    for (int i = 0; i < sizes.size(); i++) {
      var frame = new Frame(Frame.Kind.DATA, i, 0, tricky(random, sizes.get(i)));
      line.writeBytes(Alphabet.without(new BitSet()).write(frame));
      if (random.nextBoolean()) {
        line.writeBytes("und Grüße\r\n".getBytes(ISO_8859_1));
        texts++;
      }
    }
    var seen = read(line.toByteArray(), Deframer.Mode.PLAIN, random);
    assertThat(seen.frames).hasSize(sizes.size());
    assertThat(seen.text.toString(ISO_8859_1)).isEqualTo("und Grüße\r\n".repeat(texts));
  }

  @Test
  void aMebibyteOfAnythingIsText() {
    for (var mode : List.of(Deframer.Mode.PLAIN, Deframer.Mode.ARMOURED)) {
      var random = new byte[1 << 20];
      new Random(5).nextBytes(random);
      assertThat(read(random, mode, new Random(1)).text.toByteArray()).isEqualTo(random);
      var latin = new byte[1 << 20];
      for (int i = 0; i < latin.length; i++) {
        latin[i] = (byte) (i % 7 == 0 ? 0xC0 + i % 64 : 'a' + i % 26);
      }
      assertThat(read(latin, mode, new Random(2)).text.toByteArray()).isEqualTo(latin);
    }
  }

  @Test
  void aLostMarkCostsOneFrameAtMost() {
    var plain = Alphabet.without(new BitSet());
    var line = new ByteArrayOutputStream();
    var second = plain.write(new Frame(Frame.Kind.DATA, 1, 0, new byte[40]));
    line.writeBytes(plain.write(new Frame(Frame.Kind.DATA, 0, 0, new byte[40])));
    line.writeBytes(Arrays.copyOfRange(second, 1, second.length));
    line.writeBytes(plain.write(new Frame(Frame.Kind.DATA, 2, 0, new byte[40])));
    var seen = read(line.toByteArray(), Deframer.Mode.PLAIN, new Random(1));
    assertThat(seen.frames).hasSize(3);
    assertThat(seen.text.size()).isZero();
  }

  @Test
  void aDamagedFrameIsNoText() {
    byte[] line =
        Alphabet.without(new BitSet()).write(new Frame(Frame.Kind.DATA, 3, 0, new byte[40]));
    line[20] ^= 1;
    var seen = read(line, Deframer.Mode.PLAIN, new Random(1));
    assertThat(seen.damaged).isOne();
    assertThat(seen.text.size()).isZero();
  }
}
