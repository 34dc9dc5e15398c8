package dev.consolegw.gateway.ssh.limits;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * What one stranger may have all addresses of: one address of IPv4, one /64 of IPv6.
 *
 * @param first its first address
 */
record Network(InetAddress first) {
  private static final int IPV6 = 16;
  private static final int IPV6_PREFIX = 8;

  /** Of a peer; the loopback's, where that has no address. */
  static Network of(SocketAddress peer) {
    var address =
        peer instanceof InetSocketAddress inet && inet.getAddress() != null
            ? inet.getAddress()
            : InetAddress.getLoopbackAddress();
    var bytes = address.getAddress();
    if (bytes.length == IPV6) {
      Arrays.fill(bytes, IPV6_PREFIX, IPV6, (byte) 0);
    }
    try {
      return new Network(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
    }
  }

  /** As people write it; never a name. */
  @Override
  public String toString() {
    return first.getHostAddress() + (first.getAddress().length == IPV6 ? "/64" : "");
  }
}
