package dev.consolegw.gateway.command.config;

import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.terminal.Printable;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** How a client comes to the gateway, and what it calls consoles. */
final class ConfigOptions {
  private static final String HOST = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}|\\[[0-9A-Fa-f:.]{2,45}\\]";

  private static final Pattern GATEWAY =
      Pattern.compile("([A-Za-z0-9_][A-Za-z0-9_.+-]{0,99}@)?(" + HOST + ")(:[0-9]{1,5})?");

  private static final Pattern SUFFIX = Pattern.compile("[A-Za-z0-9._-]{0,64}");

  @Option(
      names = "--gateway",
      paramLabel = "[USER@]HOST[:PORT]",
      description =
          "How you reach this gateway, such as a host of your ~/.ssh/config. Otherwise the address"
              + " is meant at which you have reached it now.")
  private String gateway = "";

  @Option(
      names = "--suffix",
      paramLabel = "TEXT",
      description = "Behind every name, such as .console, so that it can be no other host's.")
  private String suffix = "";

  /** How the gateway is reached, where that was said. */
  Optional<String> gateway() throws Refusal {
    if (gateway.isEmpty()) {
      return Optional.empty();
    }
    if (!GATEWAY.matcher(gateway).matches()) {
      throw new Refusal(
          ExitCode.USAGE,
          "--gateway %s is no host; write [USER@]HOST[:PORT]"
              .formatted(Printable.of(gateway).asValue()));
    }
    return Optional.of(gateway);
  }

  /** Where the client has reached it. */
  static Optional<Reached> reached(Caller caller) {
    return caller
        .session()
        .origin()
        .reached()
        .filter(InetSocketAddress.class::isInstance)
        .map(InetSocketAddress.class::cast)
        .map(it -> new Reached(host(it.getAddress().getHostAddress()), it.getPort()));
  }

  /** Without the name of an interface, which is ours. */
  private static String host(String address) {
    int interfaced = address.indexOf('%');
    return interfaced < 0 ? address : address.substring(0, interfaced);
  }

  /**
   * An address of the gateway.
   *
   * @param host an address of IPv4 or IPv6
   */
  record Reached(String host, int port) {
    /** As after {@code ssh -J}. */
    String jump() {
      return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
    }
  }

  String suffix() throws Refusal {
    if (!SUFFIX.matcher(suffix).matches()) {
      throw new Refusal(
          ExitCode.USAGE,
          "--suffix %s cannot stand in the name of a host; write letters, digits, '.', '_' and '-'"
              .formatted(Printable.of(suffix).asValue()));
    }
    return suffix;
  }
}
