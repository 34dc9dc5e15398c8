package dev.consolegw.gateway.shell.link.stream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.shell.guest.Allowance;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is packed is what the other side makes of it. */
class PackerTest {

  /** The other side, as simple as can be. */
  private static final class Other {
    final Inflater inflater = new Inflater();
    final ByteArrayOutputStream plain = new ByteArrayOutputStream();
    final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    final Map<Integer, ByteArrayOutputStream> channels = new HashMap<>();
    final Map<Integer, byte[]> carry = new HashMap<>();

    void take(byte[] stream) throws DataFormatException {
      inflater.setInput(stream);
      var buffer = new byte[65536];
      for (int n = inflater.inflate(buffer); n > 0; n = inflater.inflate(buffer)) {
        plain.write(buffer, 0, n);
      }
      var all = ByteBuffer.wrap(plain.toByteArray());
      plain.reset();
      while (all.hasRemaining()) {
        var op = requireNonNull(Op.of(all.get()));
        int channel = all.getShort();
        var data = new byte[all.getInt()];
        all.get(data);
        message(op, channel, data);
      }
    }

    private void message(Op op, int channel, byte[] data) {
      byte[] bytes = data;
      if (op == Op.COPY || op == Op.COPY_BASE64) {
        var place = ByteBuffer.wrap(data);
        byte[] known = memory.toByteArray();
        int from = known.length - place.getInt();
        bytes = Arrays.copyOfRange(known, from, from + place.getInt());
      }
      memory.writeBytes(bytes);
      if (op == Op.BASE64 || op == Op.COPY_BASE64) {
        byte[] before = carry.getOrDefault(channel, new byte[0]);
        byte[] joined = Arrays.copyOf(before, before.length + bytes.length);
        System.arraycopy(bytes, 0, joined, before.length, bytes.length);
        int whole = joined.length / 3 * 3;
        carry.put(channel, Arrays.copyOfRange(joined, whole, joined.length));
        bytes = Base64.getEncoder().encode(Arrays.copyOf(joined, whole));
      }
      channels.computeIfAbsent(channel, c -> new ByteArrayOutputStream()).writeBytes(bytes);
    }
  }

  @Property(tries = 30)
  void whatComesOutIsWhatWentIn(@ForAll long seed) throws DataFormatException {
    var random = new Random(seed);
    var other = new Other();
    var said = new HashMap<Integer, ByteArrayOutputStream>();
    var runs = new HashMap<Integer, Packer.Run>();
    var pieces = new byte[5][];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = piece(random);
    }
    try (var packer = packer(random.nextBoolean() ? 64 * 1024 : 256 * 1024)) {
      for (int i = 0; i < 40; i++) {
        int channel = random.nextInt(3);
        byte[] all = pieces[random.nextInt(pieces.length)];
        int from = random.nextInt(4) == 0 ? random.nextInt(all.length) : 0;
        byte[] bytes = Arrays.copyOfRange(all, from, all.length);
        said.computeIfAbsent(channel, c -> new ByteArrayOutputStream()).writeBytes(bytes);
        while (bytes.length > 0) {
          byte[] view = Arrays.copyOf(bytes, Math.min(bytes.length, 1 + random.nextInt(16_384)));
          var run = runs.computeIfAbsent(channel, c -> new Packer.Run());
          int taken = packer.add(channel, run, view, 1 + random.nextInt(4_000));
          packer.hurry(random.nextInt(4) > 0);
          assertThat(taken).isPositive();
          bytes = Arrays.copyOfRange(bytes, taken, bytes.length);
          other.take(packer.flush());
        }
      }
    }
    var none = new ByteArrayOutputStream();
    said.forEach((channel, bytes) ->
        assertThat(other.channels.getOrDefault(channel, none).toByteArray())
            .isEqualTo(bytes.toByteArray()));
  }

  @Property(tries = 10)
  void whatDoesNotCompressIsStoredInAHurryAndStillFoundAgain(@ForAll long seed)
      throws DataFormatException {
    var random = new Random(seed);
    var other = new Other();
    var said = new ByteArrayOutputStream();
    var bytes = new byte[200_000];
    random.nextBytes(bytes);
    long sent = 0;
    long again = 0;
    try (var packer = packer(1024 * 1024)) {
      packer.hurry(true);
      var run = new Packer.Run();
      for (int round = 0; round < 2; round++) {
        for (int at = 0; at < bytes.length; ) {
          int end = Math.min(bytes.length, at + 16 * 1024);
          int taken = packer.add(1, run, Arrays.copyOfRange(bytes, at, end), 16 * 1024);
          said.write(bytes, at, taken);
          at += taken;
          byte[] stream = packer.flush();
          other.take(stream);
          sent += stream.length;
          again += round > 0 ? stream.length : 0;
        }
        packer.add(new Message(Op.EOF, 2, new byte[0]));
      }
    }
    assertThat(requireNonNull(other.channels.get(1)).toByteArray()).isEqualTo(said.toByteArray());
    assertThat(sent - again).isBetween(200_000L, 200_500L);
    assertThat(again).isLessThan(20_000);
  }

  private static Packer packer(int memory) {
    return new Packer(memory, Allowance.UNLIMITED);
  }

  /** Random bytes, text, base64, or all of these. */
  private static byte[] piece(Random random) {
    var out = new ByteArrayOutputStream();
    for (int i = 0; i <= random.nextInt(3); i++) {
      var bytes = new byte[1 + random.nextInt(12_000)];
      random.nextBytes(bytes);
      switch (random.nextInt(4)) {
        case 0 -> out.writeBytes(bytes);
        case 1 -> out.writeBytes(Base64.getEncoder().encode(bytes));
        case 2 -> out.writeBytes(Base64.getMimeEncoder().encode(bytes));
        default -> out.writeBytes(new byte[bytes.length]);
      }
    }
    return out.toByteArray();
  }
}
