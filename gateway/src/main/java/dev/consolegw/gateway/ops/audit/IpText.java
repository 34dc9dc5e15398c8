package dev.consolegw.gateway.ops.audit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Addresses as RFC 5952 writes them, so that each has one text. No state. */
final class IpText {
  private static final int GROUPS = 8;
  private static final int BYTE = 8;
  private static final int LOW = 0xFF;

  private IpText() {}

  /** One that was written otherwise; what is none stays as it is. */
  static String of(String text) {
    int zone = text.indexOf('%');
    try {
      var address = InetAddress.ofLiteral(zone < 0 ? text : text.substring(0, zone));
      return address instanceof Inet6Address six
          ? of(six.getAddress()) + (zone < 0 ? "" : text.substring(zone))
          : address.getHostAddress();
    } catch (IllegalArgumentException none) {
      return text;
    }
  }

  /** With its port. */
  static String of(InetSocketAddress at) {
    var address = at.getAddress();
    var host = address == null ? at.getHostString() : of(address.getHostAddress());
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + at.getPort();
  }

  /** Of several runs of zeros the first of the longest is left out, and one alone is not (4.2). */
  private static String of(byte[] address) {
    int from = 0;
    int most = 1;
    int run = 0;
    for (int i = 0; i < GROUPS; i++) {
      run = group(address, i) == 0 ? run + 1 : 0;
      if (run > most) {
        most = run;
        from = i - run + 1;
      }
    }
    var text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (most > 1 && i == from) {
        text.append("::");
        i += most - 1;
      } else {
        boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
        text.append(first ? "" : ":").append(Integer.toHexString(group(address, i)));
      }
    }
    return text.toString();
  }

  private static int group(byte[] address, int index) {
    return (address[2 * index] & LOW) << BYTE | (address[2 * index + 1] & LOW);
  }
}
