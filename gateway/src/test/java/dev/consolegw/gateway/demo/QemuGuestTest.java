package dev.consolegw.gateway.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.farside.Qemu;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's boot sector in a real QEMU, whose serial port is a UNIX socket here. */
@Tag("slow")
class QemuGuestTest {
  private static final String HELLO = "\r\nconsole-gw boot sector: type, and I shout back.\r\n";

  /** 64 KiB, in pieces that differ. */
  private static final int PIECES = 8192;

  @TempDir private Path folder;

  private static String read(InputStream in, int bytes) throws IOException {
    return new String(in.readNBytes(bytes), US_ASCII);
  }

  private static byte[] image() throws IOException {
    try (var sector = QemuGuest.class.getResourceAsStream("guest.img")) {
      return sector.readAllBytes();
    }
  }

  @Test
  void itStandsStillWhileNobodyTypesAndALongPasteComesBackWhole() throws Exception {
    var socket = folder.resolve("serial");
    var text = IntStream.range(0, PIECES).mapToObj("line%04x"::formatted).collect(joining());
    try (var qemu = Qemu.onUnix(folder, socket, image());
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      var in = Channels.newInputStream(channel);
      qemu.boot();
      assertThat(read(in, HELLO.length())).isEqualTo(HELLO);
      qemu.awaitHalt();

      for (var key : List.of("a", "b", "c")) {
        channel.write(ByteBuffer.wrap(key.getBytes(US_ASCII)));
        assertThat(read(in, 1)).isEqualTo(key.toUpperCase(Locale.ROOT));
        qemu.awaitHalt();
      }
      var paste = Thread.ofVirtual().start(() -> write(channel, text));

      assertThat(read(in, text.length())).isEqualTo(text.toUpperCase(Locale.ROOT));
      paste.join();
    }
  }

  private static void write(SocketChannel channel, String text) {
    var bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
