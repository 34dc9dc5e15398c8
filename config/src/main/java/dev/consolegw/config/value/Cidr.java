package dev.consolegw.config.value;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A network in the notation of RFC 4632 and RFC 4291, such as {@code 10.0.0.0/8}; an address alone
 * is the network of that one address. Names are not looked up.
 *
 * @param address the first address of the network, in hexadecimal: 8 digits for IPv4, 32 for IPv6
 * @param prefix how many of its bits all addresses of the network share
 */
public record Cidr(String address, int prefix) {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?:/(\\d{1,3}))?");

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  public static Cidr parse(String text) {
    var form = FORM.matcher(text);
    if (!form.matches()) {
      throw none(text);
    }
    byte[] bytes = bytes(form.group(1), text);
    int bits = bytes.length * Byte.SIZE;
    int prefix = form.group(2) == null ? bits : Integer.parseInt(form.group(2));
    if (prefix > bits) {
      throw new IllegalArgumentException(
          Spelling.quote(text) + " has a prefix of more than " + bits + " bits");
    }
    if (!sharesNothingBeyond(bytes, prefix)) {
      throw new IllegalArgumentException(
          Spelling.quote(text)
              + " has bits beyond its prefix; write the network's first address, or a longer"
              + " prefix");
    }
    return new Cidr(HexFormat.of().formatHex(bytes), prefix);
  }

  private static byte[] bytes(String address, String text) {
    try {
      return InetAddress.ofLiteral(address).getAddress();
    } catch (IllegalArgumentException noAddress) {
      throw none(text);
    }
  }

  private static IllegalArgumentException none(String text) {
    return new IllegalArgumentException(
        Spelling.quote(text) + " is no network; write one such as 10.0.0.0/8 or 2001:db8::/32");
  }

  private static boolean sharesNothingBeyond(byte[] bytes, int prefix) {
    for (int bit = prefix; bit < bytes.length * Byte.SIZE; bit++) {
      if (bit(bytes, bit) != 0) {
        return false;
      }
    }
    return true;
  }

  private static int bit(byte[] bytes, int bit) {
    return bytes[bit / Byte.SIZE] >> (Byte.SIZE - 1 - bit % Byte.SIZE) & 1;
  }

  /** Whether an address is of this network. One of another family never is. */
  public boolean contains(InetAddress other) {
    byte[] first = HexFormat.of().parseHex(address);
    byte[] bytes = other.getAddress();
    if (bytes.length != first.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      if (bit(first, bit) != bit(bytes, bit)) {
        return false;
      }
    }
    return true;
  }

  /** As it is written. */
  @Override
  public String toString() {
    try {
      var first = InetAddress.getByAddress(HexFormat.of().parseHex(address));
      return first.getHostAddress() + "/" + prefix;
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
    }
  }
}
