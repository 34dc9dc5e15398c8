package dev.consolegw.gateway.directory.vspc;

import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a host says of a VM's serial port. Nobody has proven any of it but the address.
 *
 * @param name of the VM, empty when it was not said
 * @param uuid of the VM in vCenter in lower case, as 8-4-4-4-12; empty when none was said
 * @param uri the service URI of the port
 * @param from the host
 */
public record Claim(String name, String uuid, String uri, InetAddress from) {
  /** The one port of a VM whose URI tells nothing, as with the URI that older concentrators ask. */
  static final String ONLY_PORT = "0";

  private static final Pattern NO_DIGITS = Pattern.compile("[^0-9A-Fa-f]");

  /**
   * Reads a UUID in any spelling: hosts write {@code 01 23 45 67 89 ab cd ef-fe dc ba 98 00 00 00
   * 00}.
   *
   * @param uuid as it was written; what has not 32 digits counts as none
   */
  public static Claim of(String name, String uuid, String uri, InetAddress from) {
    return new Claim(name, spelled(uuid), uri, from);
  }

  private static String spelled(String uuid) {
    var digits = NO_DIGITS.matcher(uuid).replaceAll("").toLowerCase(Locale.ROOT);
    return digits.length() != 32
        ? ""
        : String.join(
            "-",
            digits.substring(0, 8),
            digits.substring(8, 12),
            digits.substring(12, 16),
            digits.substring(16, 20),
            digits.substring(20));
  }

  /** The port's label: what is behind {@code port=} in the URI, or else all of it. */
  String port() {
    return port(uri);
  }

  /** The same of a service URI. */
  static String port(String uri) {
    int query = uri.indexOf('?');
    var label =
        query < 0
            ? uri
            : Arrays.stream(uri.substring(query + 1).split("&"))
                .filter(one -> one.startsWith("port="))
                .map(one -> one.substring("port=".length()))
                .findFirst()
                .orElse(uri);
    return label.isEmpty() || label.equals("vSPC.py") ? ONLY_PORT : plain(label);
  }

  /** Without what divides names from ports and directories. */
  static String plain(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
