package dev.consolegw.gateway.sftp;

import static dev.consolegw.gateway.sftp.Written.framed;
import static dev.consolegw.gateway.sftp.Written.packet;
import static dev.consolegw.gateway.sftp.Written.talk;
import static dev.consolegw.gateway.sftp.Written.tree;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;

/** Clients that send anything at all: each whole packet gets one answer, or the talk ends. */
@Tag("long")
class SftpSessionPropertiesTest {

  @Property(shrinking = ShrinkingMode.BOUNDED)
  void randomBytesAreAnsweredOrEndTheTalk(@ForAll byte[] bytes) throws Exception {
    try {
      assertThat(talk(tree(1), bytes)).hasSizeLessThanOrEqualTo(bytes.length / 5);
    } catch (Packet.Malformed noSftp) {
      assertThat(noSftp.getMessage()).isNotEmpty();
    }
  }

  @Property(shrinking = ShrinkingMode.BOUNDED)
  void everyFramedPacketWithAnIdHasItsOneAnswer(@ForAll("requests") List<byte[]> requests)
      throws Exception {
    var answers = talk(tree(3), requests.toArray(byte[][]::new));

    assertThat(answers).hasSameSizeAs(requests);
    for (int i = 0; i < requests.size(); i++) {
      assertThat(answers.get(i).getInt(1)).isEqualTo(id(requests.get(i)));
    }
  }

  private static int id(byte[] request) {
    return java.nio.ByteBuffer.wrap(request).getInt(5);
  }

  @Provide
  Arbitrary<List<byte[]>> requests() {
    return Arbitraries.oneOf(likely(), cut(), random()).list().ofMaxSize(12);
  }

  /** Well-formed, with paths and handles that may exist. */
  private static Arbitrary<byte[]> likely() {
    var types = Arbitraries.of(3, 4, 5, 7, 8, 11, 12, 16, 17, 19, 200);
    var texts =
        Arbitraries.of("/", "console.log", "/recordings/r1.cast", "recordings", "..", "0", "1");
    var numbers = Arbitraries.longs();
    return Combinators.combine(types, Arbitraries.integers(), texts, numbers)
        .as((type, id, text, number) -> packet(type, id, text, type == 3 ? 1L << 32 : number, 100));
  }

  private static Arbitrary<byte[]> cut() {
    return Combinators.combine(likely(), Arbitraries.integers().between(5, 40))
        .as((whole, length) ->
            framed(Arrays.copyOfRange(whole, 4, 4 + Math.min(length, whole.length - 4))));
  }

  private static Arbitrary<byte[]> random() {
    return Arbitraries.bytes().array(byte[].class).ofMinSize(5).ofMaxSize(64).map(Written::framed);
  }
}
