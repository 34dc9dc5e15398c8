package dev.consolegw.gateway.net.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a proxy says before the bytes of its client: who that is (the PROXY protocol of HAProxy,
 * versions 1 and 2). Only what must be there is taken; nothing is guessed. No state.
 */
public final class ProxyHeader {
  /** The longest header that is taken, with everything beside the addresses (TLVs), in bytes. */
  public static final int LIMIT = 4096;

  /** The longest line of version 1, its end included (section 2.1). */
  private static final int LINE = 107;

  private static final byte[] BEGIN = "PROXY ".getBytes(US_ASCII);
  private static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(US_ASCII);

  /** Version and command, family, and the length of the rest (section 2.2). */
  private static final int FIXED = SIGNATURE.length + 4;

  private static final int TCP4 = 0x11;
  private static final int TCP6 = 0x21;
  private static final int UNSPECIFIED = 0x00;

  private static final Pattern TCP =
      Pattern.compile(
          "PROXY TCP([46]) ([0-9A-Fa-f:.]{2,39}) ([0-9A-Fa-f:.]{2,39}) (\\d{1,5}) (\\d{1,5})\r\n");
  private static final Pattern UNKNOWN = Pattern.compile("PROXY UNKNOWN(?: [^\r\n]*)?\r\n");
  private static final Pattern DOTTED = Pattern.compile("(?:\\d{1,3}\\.){3}\\d{1,3}");

  private ProxyHeader() {}

  /** What the first bytes of a connection are. */
  public sealed interface Reading {}

  /** The beginning of a header; there must be more. */
  public record More() implements Reading {}

  /**
   * A whole header.
   *
   * @param source who the client is; empty when the proxy speaks for itself
   * @param length after so many bytes those of the client begin
   */
  public record Whole(Optional<InetSocketAddress> source, int length) implements Reading {}

  /**
   * No header.
   *
   * @param why a clause for an operator, with nothing of what was read
   */
  public record None(String why) implements Reading {}

  /**
   * Reads what has come so far, from the first byte of the connection on.
   *
   * @param size how many of the bytes have come
   */
  public static Reading read(byte[] bytes, int size) {
    if (startsAs(bytes, size, SIGNATURE)) {
      return size < FIXED ? new More() : second(bytes, size);
    }
    if (startsAs(bytes, size, BEGIN)) {
      return first(bytes, size);
    }
    return new None("it does not begin with a header");
  }

  /** As far as both go. */
  private static boolean startsAs(byte[] bytes, int size, byte[] beginning) {
    int count = Math.min(size, beginning.length);
    return Arrays.equals(bytes, 0, count, beginning, 0, count);
  }

  private static Reading first(byte[] bytes, int size) {
    int most = Math.min(size, LINE);
    int end = 0;
    while (end < most && bytes[end] != '\n') {
      end++;
    }
    if (end == most) {
      return size < LINE ? new More() : new None("its line is longer than 107 bytes");
    }
    var line = new String(bytes, 0, end + 1, US_ASCII);
    if (UNKNOWN.matcher(line).matches()) {
      return new Whole(Optional.empty(), end + 1);
    }
    var parts = TCP.matcher(line);
    if (!parts.matches()) {
      return new None("its line is none of the protocol's");
    }
    boolean is4 = parts.group(1).equals("4");
    var source = address(parts.group(2), is4);
    var port = port(parts.group(4));
    boolean whole = address(parts.group(3), is4).isPresent() && port(parts.group(5)).isPresent();
    return source.isPresent() && port.isPresent() && whole
        ? new Whole(Optional.of(new InetSocketAddress(source.get(), port.get())), end + 1)
        : new None("its addresses are none");
  }

  private static Optional<InetAddress> address(String text, boolean is4) {
    if (DOTTED.matcher(text).matches() != is4) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  private static Optional<Integer> port(String text) {
    int port = Integer.parseInt(text);
    boolean isOne = port <= 0xffff && (text.length() == 1 || text.charAt(0) != '0');
    return isOne ? Optional.of(port) : Optional.empty();
  }

  private static Reading second(byte[] bytes, int size) {
    int version = (bytes[SIGNATURE.length] >> 4) & 0xf;
    int command = bytes[SIGNATURE.length] & 0xf;
    int family = bytes[SIGNATURE.length + 1] & 0xff;
    int rest = unsigned(bytes, SIGNATURE.length + 2);
    if (version != 2 || command > 1) {
      return new None("its version or its command is unknown");
    }
    if (FIXED + rest > LIMIT) {
      return new None("it is longer than " + LIMIT + " bytes");
    }
    if (size < FIXED + rest) {
      return new More();
    }
    if (command == 0 || family == UNSPECIFIED) { // LOCAL, or a client of no kind that we know
      return new Whole(Optional.empty(), FIXED + rest);
    }
    int length =
        switch (family) {
          case TCP4 -> 4;
          case TCP6 -> 16;
          default -> 0;
        };
    if (length == 0 || rest < 2 * length + 4) {
      return new None("its addresses are not those of TCP");
    }
    try {
      var address = InetAddress.getByAddress(Arrays.copyOfRange(bytes, FIXED, FIXED + length));
      int port = unsigned(bytes, FIXED + 2 * length);
      return new Whole(Optional.of(new InetSocketAddress(address, port)), FIXED + rest);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
    }
  }

  private static int unsigned(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }
}
