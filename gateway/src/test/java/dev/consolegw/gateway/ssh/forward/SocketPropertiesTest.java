package dev.consolegw.gateway.ssh.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.console.ViewerSink;
import dev.consolegw.gateway.front.ChannelWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/** Bytes are the same on both sides of a socket that is a channel, however they are cut. */
class SocketPropertiesTest {
  static final int MOST = 70_000;

  private static byte[] numbered(int size, int from) {
    var bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (from + i);
    }
    return bytes;
  }

  /** A channel with so much room each time that it is asked. */
  private static final class Rooms implements ChannelWriter {
    private final List<Integer> rooms;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int asked;

    Rooms(List<Integer> rooms) {
      this.rooms = rooms;
    }

    @Override
    public int room() {
      return rooms.get(asked++ % rooms.size());
    }

    @Override
    public <R> Optional<R> write(int size, ViewerSink.Source<R> source) {
      var packet = ByteBuffer.allocate(size);
      var said = source.fill(packet);
      written.write(packet.array(), 0, packet.position());
      return Optional.of(said);
    }

    @Override
    public boolean writeBeside(ByteBuffer text) {
      throw new AssertionError("an inner connection has nothing beside it");
    }
  }

  @Property(tries = 200)
  void whatIsWrittenInsideGoesOutInOrder(
      @ForAll @Size(max = 12) List<@IntRange(min = 1, max = MOST) Integer> packets,
      @ForAll @Size(min = 1, max = 5) List<@IntRange(max = MOST) Integer> rooms)
      throws IOException {
    var output = new SocketOutput();
    var futures = new ArrayList<IoWriteFuture>();
    var expected = new ByteArrayOutputStream();
    for (int size : packets) {
      var bytes = numbered(size, expected.size());
      expected.write(bytes);
      futures.add(output.put(new ByteArrayBuffer(bytes)));
    }
    var withRoom = new ArrayList<>(rooms);
    withRoom.add(1_000);
    var out = new Rooms(withRoom);

    while (!output.flush(out)) {
      assertThat(futures.stream().takeWhile(IoWriteFuture::isWritten).count())
          .isEqualTo(futures.stream().filter(IoWriteFuture::isWritten).count());
    }

    assertThat(out.written.toByteArray()).isEqualTo(expected.toByteArray());
    assertThat(futures).allMatch(IoWriteFuture::isWritten);
  }

  @Property(tries = 200)
  void whatComesIsReadInOrder(
      @ForAll @Size(max = 20) List<@IntRange(max = MOST) Integer> puts,
      @ForAll @Size(min = 1, max = 5) List<Boolean> takes) {
    var input = new SocketInput();
    var expected = new ByteArrayOutputStream();
    var came = new ByteArrayOutputStream();
    for (int i = 0; i < puts.size(); i++) {
      var bytes = numbered(puts.get(i), expected.size());
      expected.writeBytes(bytes);
      input.put(bytes, 0, bytes.length);
      if (takes.get(i % takes.size())) {
        came.writeBytes(input.take());
      }
    }
    input.end();

    while (!input.isAtEnd()) {
      var piece = input.take();
      assertThat(piece).hasSizeBetween(1, SocketInput.PIECE);
      came.writeBytes(piece);
    }

    assertThat(came.toByteArray()).isEqualTo(expected.toByteArray());
    assertThat(input.take()).isEmpty();
  }

  @Property(tries = 20)
  void whatIsLeftWhenTheClientIsGoneIsNotCalledWritten(
      @ForAll @IntRange(min = 1, max = 5) int packets) {
    var output = new SocketOutput();
    var futures = new ArrayList<IoWriteFuture>();
    for (int i = 0; i < packets; i++) {
      futures.add(output.put(new ByteArrayBuffer(new byte[] {1})));
    }

    output.forget();
    futures.add(output.put(new ByteArrayBuffer(new byte[] {1})));

    assertThat(futures).allMatch(it -> it.isDone() && !it.isWritten());
  }
}
