package dev.consolegw.gateway.net.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who a proxy says that its client is, and what is no such word. */
class ProxyHeaderTest {
  private static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(ISO_8859_1);
  private static final int PROXY = 0x21;
  private static final int LOCAL = 0x20;

  private static ProxyHeader.Reading read(String text) {
    return read(text.getBytes(ISO_8859_1));
  }

  private static ProxyHeader.Reading read(byte... bytes) {
    return ProxyHeader.read(bytes, bytes.length);
  }

  private static byte[] second(int command, int family, byte... rest) {
    return ByteBuffer.allocate(SIGNATURE.length + 4 + rest.length)
        .put(SIGNATURE)
        .put((byte) command)
        .put((byte) family)
        .putShort((short) rest.length)
        .put(rest)
        .array();
  }

  private static byte[] addresses(byte[] source, int port, int more) {
    return ByteBuffer.allocate(2 * source.length + 4 + more)
        .put(source)
        .put(new byte[source.length])
        .putShort((short) port)
        .putShort((short) 22)
        .array();
  }

  private static void assertSource(ProxyHeader.Reading reading, String address, int port) {
    assertThat(reading)
        .isInstanceOfSatisfying(
            ProxyHeader.Whole.class,
            whole ->
                assertThat(whole.source())
                    .contains(new InetSocketAddress(InetAddress.ofLiteral(address), port)));
  }

  @Test
  void aLineOfTheFirstVersionNamesTheClient() {
    assertSource(read("PROXY TCP4 192.0.2.1 10.0.0.1 56324 22\r\n"), "192.0.2.1", 56324);
    assertSource(read("PROXY TCP6 2001:db8::1 ::1 65535 22\r\n"), "2001:db8::1", 65535);
    assertThat(read("PROXY TCP4 192.0.2.1 10.0.0.1 0 22\r\nSSH-2.0-x\r\n"))
        .isInstanceOfSatisfying(
            ProxyHeader.Whole.class, whole -> assertThat(whole.length()).isEqualTo(36));
  }

  @Test
  void aProxyMaySpeakForItself() {
    assertThat(read("PROXY UNKNOWN\r\n")).isEqualTo(new ProxyHeader.Whole(Optional.empty(), 15));
    assertThat(read("PROXY UNKNOWN ff:: 1 2 x\r\n"))
        .isEqualTo(new ProxyHeader.Whole(Optional.empty(), 26));
    assertThat(read(second(LOCAL, 0))).isEqualTo(new ProxyHeader.Whole(Optional.empty(), 16));
    assertThat(read(second(LOCAL, 0x11, new byte[20])))
        .isEqualTo(new ProxyHeader.Whole(Optional.empty(), 36));
    assertThat(read(second(PROXY, 0, new byte[3])))
        .isEqualTo(new ProxyHeader.Whole(Optional.empty(), 19));
  }

  @Test
  void aHeaderOfTheSecondVersionNamesTheClientWhateverFollowsTheAddresses() {
    byte[] four = InetAddress.ofLiteral("192.0.2.1").getAddress();
    byte[] six = InetAddress.ofLiteral("2001:db8::1").getAddress();

    assertSource(read(second(PROXY, 0x11, addresses(four, 56324, 0))), "192.0.2.1", 56324);
    assertSource(read(second(PROXY, 0x21, addresses(six, 65535, 300))), "2001:db8::1", 65535);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n",
        "proxy TCP4 192.0.2.1 10.0.0.1 1 2\r\n",
        "PROXY TCP4 192.0.2.1 10.0.0.1 1 2\n",
        "PROXY TCP4 192.0.2.1 10.0.0.1 1\r\n",
        "PROXY TCP4 192.0.2.1 10.0.0.1 1 2 3\r\n",
        "PROXY TCP4  192.0.2.1 10.0.0.1 1 2\r\n",
        "PROXY TCP4 192.0.2.256 10.0.0.1 1 2\r\n",
        "PROXY TCP4 192.0.2.1 10.0.0.1 65536 2\r\n",
        "PROXY TCP4 192.0.2.1 10.0.0.1 01 2\r\n",
        "PROXY TCP4 2001:db8::1 ::1 1 2\r\n",
        "PROXY TCP6 192.0.2.1 10.0.0.1 1 2\r\n",
        "PROXY TCP4 192.0.2 10.0.0.1 1 2\r\n",
        "PROXY UDP4 192.0.2.1 10.0.0.1 1 2\r\n",
        "PROXY UNKNOWNX\r\n",
        "PROXY \r\n",
        "GET / HTTP/1.1\r\n",
        "\r\n\r\n\0\r\nQUIT\r"
      })
  void whatIsNoneIsNotGuessedAt(String text) {
    assertThat(read(text)).isInstanceOf(ProxyHeader.None.class);
  }

  @Test
  void whatTheSecondVersionDoesNotSayIsNotGuessedAtEither() {
    byte[] four = addresses(new byte[4], 1, 0);
    assertThat(read(second(0x22, 0x11, four))).isInstanceOf(ProxyHeader.None.class); // a command
    assertThat(read(second(0x11, 0x11, four))).isInstanceOf(ProxyHeader.None.class); // a version
    assertThat(read(second(PROXY, 0x12, four))).isInstanceOf(ProxyHeader.None.class); // UDP
    assertThat(read(second(PROXY, 0x31, new byte[216]))).isInstanceOf(ProxyHeader.None.class);
    assertThat(read(second(PROXY, 0x21, four))).isInstanceOf(ProxyHeader.None.class); // too short
    assertThat(read(second(PROXY, 0x11, new byte[ProxyHeader.LIMIT])))
        .isInstanceOf(ProxyHeader.None.class);
  }

  @Test
  void aLineWithoutAnEndIsNoHeader() {
    assertThat(read("PROXY UNKNOWN " + "x".repeat(92))).isInstanceOf(ProxyHeader.More.class);
    assertThat(read("PROXY UNKNOWN " + "x".repeat(93))).isInstanceOf(ProxyHeader.None.class);
  }

  /** However it is cut: until the last byte there is more to come, and then it is the same. */
  @Property
  void everyBeginningOfAHeaderWaitsForTheRest(
      @ForAll @IntRange(max = 3) int kind,
      @ForAll @Size(4) byte[] four,
      @ForAll @Size(16) byte[] six,
      @ForAll @IntRange(max = 65_535) int port,
      @ForAll @Size(max = 40) byte[] after)
      throws Exception {
    boolean first = kind < 2;
    boolean is4 = kind % 2 == 0;
    var source = InetAddress.getByAddress(is4 ? four : six);
    boolean isMapped = source.getAddress().length == 4 && !is4;
    byte[] header =
        first && !isMapped
            ? "PROXY TCP%s %s %s %d 22\r\n"
                .formatted(is4 ? "4" : "6", source.getHostAddress(), is4 ? "10.0.0.1" : "::1", port)
                .getBytes(ISO_8859_1)
            : second(PROXY, is4 ? 0x11 : 0x21, addresses(is4 ? four : six, port, 7));
    var all = new ByteArrayOutputStream();
    all.write(header);
    all.write(after);
    byte[] bytes = all.toByteArray();

    var whole =
        new ProxyHeader.Whole(Optional.of(new InetSocketAddress(source, port)), header.length);
    for (int size = 0; size <= bytes.length; size++) {
      var wanted = size < header.length ? new ProxyHeader.More() : whole;
      var reading = ProxyHeader.read(bytes, size);
      if (!reading.equals(wanted)) { // thousands of times: a sentence is made for one alone
        throw new AssertionError(reading + " of " + size + " bytes of " + whole);
      }
    }
  }

  @Property
  void anyBytesAreReadWithoutAFault(@ForAll @Size(max = 200) byte[] bytes) {
    var reading = ProxyHeader.read(bytes, bytes.length);

    assertThat(reading).isNotNull();
  }

  @Property
  void anyBytesBehindTheSignatureAreReadWithoutAFault(@ForAll @Size(max = 200) byte[] bytes) {
    var all = ByteBuffer.allocate(12 + bytes.length).put(SIGNATURE).put(bytes).array();

    assertThat(ProxyHeader.read(all, all.length)).isNotNull();
  }
}
