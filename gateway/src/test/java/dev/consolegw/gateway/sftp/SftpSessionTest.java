package dev.consolegw.gateway.sftp;

import static dev.consolegw.gateway.sftp.Written.framed;
import static dev.consolegw.gateway.sftp.Written.packet;
import static dev.consolegw.gateway.sftp.Written.talk;
import static dev.consolegw.gateway.sftp.Written.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol, packet by packet. The numbers are those of draft-ietf-secsh-filexfer-02. */
class SftpSessionTest {
  private static final int STATUS = 101;
  private static final int HANDLE = 102;
  private static final int DATA = 103;
  private static final int NAME = 104;

  private static ByteBuffer open(String path, int how) throws Exception {
    return talk(tree(1), packet(3, 7, path, how, 0)).getFirst();
  }

  private static Status status(ByteBuffer answer) {
    assertThat(answer.get()).isEqualTo((byte) STATUS);
    assertThat(answer.getInt()).isEqualTo(7);
    int code = answer.getInt();
    return Arrays.stream(Status.values())
        .filter(one -> one.code() == code)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aFileIsReadFromAnyPlaceAndNotBeyondItsEnd() throws Exception {
    var answers =
        talk(
            tree(0),
            packet(3, 1, "/console.log", 1, 0),
            packet(5, 2, "0", 3L, 4),
            packet(5, 3, "0", 3L, -1),
            packet(5, 7, "0", 9L, 1));

    assertThat(answers.get(1).get()).isEqualTo((byte) DATA);
    assertThat(data(answers.get(1))).isEqualTo("in: ");
    answers.get(2).get();
    assertThat(data(answers.get(2))).isEqualTo("in: \r\n");
    assertThat(status(answers.get(3))).isEqualTo(Status.EOF);
  }

  private static String data(ByteBuffer answer) {
    int _ = answer.getInt();
    var bytes = new byte[answer.getInt()];
    answer.get(bytes);
    assertThat(answer.hasRemaining()).isFalse();
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  @Test
  void positionsThatNoFileHasAreItsEnd() throws Exception {
    var answers =
        talk(
            tree(0),
            packet(3, 1, "/console.log", 1, 0),
            packet(5, 7, "0", -1L, 100),
            packet(5, 7, "0", Long.MAX_VALUE, 100));

    assertThat(status(answers.get(1))).isEqualTo(Status.EOF);
    assertThat(status(answers.get(2))).isEqualTo(Status.EOF);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 5, 9, 0x11, 0x1A, 0x21, -1})
  void whatOpensToWriteIsRefused(int how) throws Exception {
    assertThat(status(open("/console.log", how))).isEqualTo(Status.PERMISSION_DENIED);
    assertThat(status(open("/new", how))).isEqualTo(Status.PERMISSION_DENIED);
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 9, 10, 13, 14, 15, 18, 20})
  void everythingThatWritesIsRefusedWhateverElseItSays(int type) throws Exception {
    var answers = talk(tree(1), packet(type, 7), packet(type, 7, "/console.log", "x", 1));

    assertThat(answers).hasSize(2);
    assertThat(answers)
        .allSatisfy(answer -> assertThat(status(answer)).isEqualTo(Status.PERMISSION_DENIED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "../../etc/passwd",
        "/console.log/x",
        "/console.log/../../../etc/passwd",
        "/recordings/../../etc/passwd",
        "/recordings/r9.cast",
        "/recordings/r0.cast/x",
        "console.log\0",
        "/proc/self/environ",
        "..\\..\\etc",
        "//host/share",
        "~/x",
        "C:\\",
        "*"
      })
  void pathsOfTheHostAreNothing(String path) throws Exception {
    assertThat(status(open(path, 1))).isEqualTo(Status.NO_SUCH_FILE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "console.log",
        "/../../console.log",
        "./recordings/../console.log",
        "//console.log/",
        "/recordings/r0.cast"
      })
  void pathsAreTakenAsTheyAreMeant(String path) throws Exception {
    assertThat(open(path, 1).get()).isEqualTo((byte) HANDLE);
  }

  @Test
  void longFoldersAreListedPageByPageAndWhole() throws Exception {
    var asked = new ArrayList<byte[]>(List.of(packet(11, 1, "/recordings")));
    asked.addAll(java.util.Collections.nCopies(40, packet(12, 7, "0")));

    var pages = talk(tree(2000), asked.toArray(byte[][]::new));

    int told = pages.stream().filter(page -> page.get(0) == NAME).mapToInt(p -> p.getInt(5)).sum();
    assertThat(told).isEqualTo(2000);
    assertThat(status(pages.getLast())).isEqualTo(Status.EOF);
  }

  @Test
  void onlySoManyHandlesAreOpenAtATime() throws Exception {
    var opens = new byte[Handles.MOST + 1][];
    Arrays.fill(opens, packet(3, 7, "/console.log", 1, 0));
    var close = packet(4, 7, "0");
    var once = packet(3, 7, "/console.log", 1, 0);

    var all = new ArrayList<>(List.of(opens));
    all.addAll(List.of(close, once));
    var answers = talk(tree(0), all.toArray(byte[][]::new));

    assertThat(status(answers.get(Handles.MOST))).isEqualTo(Status.FAILURE);
    assertThat(answers.getLast().get()).isEqualTo((byte) HANDLE);
  }

  @Test
  void handlesOfOthersOrClosedOnesAreNone() throws Exception {
    var answers =
        talk(
            tree(0),
            packet(3, 1, "/console.log", 1, 0),
            packet(4, 7, "0"),
            packet(4, 7, "0"),
            packet(5, 7, "0", 0L, 1),
            packet(8, 7, "1"),
            packet(12, 7, ""));

    assertThat(status(answers.get(1))).isEqualTo(Status.OK);
    assertThat(answers.subList(2, 6))
        .allSatisfy(answer -> assertThat(status(answer)).isEqualTo(Status.FAILURE));
  }

  @Test
  void whatIsCutShortOrTooLongIsABadMessageAndTheTalkGoesOn() throws Exception {
    var answers =
        talk(
            tree(0),
            framed(new byte[] {3, 0, 0, 0, 7, 0, 0, 0, 9, 'x'}),
            packet(17, 7, "x".repeat(Packet.TEXT + 1)),
            packet(17, 7, "x".repeat(Packet.TEXT)),
            packet(6, 7, "0", 0L, "x".repeat(200_000)),
            packet(200, 7, "statvfs@openssh.com", "/"));

    assertThat(answers.stream().map(SftpSessionTest::status))
        .containsExactly(
            Status.BAD_MESSAGE,
            Status.BAD_MESSAGE,
            Status.NO_SUCH_FILE,
            Status.PERMISSION_DENIED,
            Status.OP_UNSUPPORTED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, PacketReader.LONGEST + 1, Integer.MAX_VALUE})
  void aPacketOfNoPossibleLengthEndsTheTalk(int length) {
    assertThatThrownBy(() -> talk(tree(0), ByteBuffer.allocate(8).putInt(length).array()))
        .isInstanceOf(Packet.Malformed.class)
        .hasMessage("a packet has 1 to 262144 bytes");
  }
}
