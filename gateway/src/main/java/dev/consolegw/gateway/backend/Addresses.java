package dev.consolegw.gateway.backend;

import dev.consolegw.gateway.terminal.Printable;
import dev.consolegw.gateway.transport.Endpoint;
import dev.consolegw.gateway.transport.Hop;
import dev.consolegw.gateway.transport.TlsTrust;
import dev.consolegw.gateway.transport.Transport;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads console addresses as they stand in the configuration. No state: any thread. */
public final class Addresses {
  /** Linux's limit for a socket's path or abstract name, in bytes. */
  private static final int UNIX_LIMIT = 107;

  private static final int SSH_PORT = 22;
  private static final int ODOROBO_PORT = 8890;
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final String VM_ID = "(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2}){1,128}";
  private static final Pattern VM = Pattern.compile(VM_ID);

  /** Where Odorobo's agents have their consoles, and gateways; perhaps behind a path of a proxy. */
  private static final Pattern BRIDGE = Pattern.compile("(.*)/vms/(" + VM_ID + ")/console");

  private static final Pattern USER = Pattern.compile("[A-Za-z0-9_.@\\\\+-]{1,128}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}");
  private static final Pattern IPV6 =
      Pattern.compile("[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9._-]{1,20})?");
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]{0,8192}");

  private Addresses() {}

  /**
   * What a configuration says beside the address, for websockets.
   *
   * @param headers sent with the handshake
   * @param subprotocol what to ask for
   * @param ca certificates to trust instead of the system's
   */
  public record Extras(Map<String, String> headers, String subprotocol, Optional<Path> ca) {
    public static final Extras NONE = new Extras(Map.of(), "binary", Optional.empty());
  }

  /** As {@link #parse(String, Extras)}, without extras. */
  public static ConsoleAddress parse(String text) {
    return parse(text, Extras.NONE);
  }

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException with one sentence for a person: what is wrong and what to
   *     write
   */
  public static ConsoleAddress parse(String text, Extras extras) {
    int colon = text.indexOf(':');
    if (colon < 1) {
      throw bad("an address begins with unix:, tcp://, ws://, wss://, odorobo:// or odorobos://");
    }
    var scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    var rest = text.substring(colon + 1);
    return switch (scheme) {
      case "unix" -> unix(rest);
      case "tcp" -> tcp(slashes(scheme, rest));
      case "ws", "wss" -> webSocket(text, extras);
      case "odorobo", "odorobos" ->
          odorobo(slashes(scheme, rest), "odorobos".equals(scheme), extras);
      case "telnet", "rfc2217", "pty", "serial", "odorobo+unix" ->
          throw bad("this version does not speak " + scheme + " yet");
      default ->
          throw bad(
              "there is no wire called \""
                  + Printable.of(scheme)
                  + "\"; there are unix, tcp, ws, wss, odorobo and odorobos");
    };
  }

  /** A QMP address of the same kind of text: {@code unix:/path} or {@code tcp://host:port}. */
  public static QmpAddress parseQmp(String text, String chardev) {
    var address = parse(text);
    if (!(address.protocol() instanceof Protocol.Raw)) {
      throw bad(QmpAddress.MISTAKE);
    }
    return new QmpAddress(address.transport().to(), chardev);
  }

  /**
   * A hop: {@code ssh://user@host}, with {@code :port} where that is not 22.
   *
   * @throws IllegalArgumentException with one sentence for a person
   */
  public static Hop parseHop(String text, Path knownHosts, Hop.Key key) {
    var rest = text.startsWith("ssh://") ? text.substring("ssh://".length()) : "";
    var authority = rest.endsWith("/") ? chop(rest) : rest;
    int at = authority.lastIndexOf('@');
    if (at < 1) {
      throw bad("a hop is written ssh://user@host:22, with the user to sign in as");
    }
    var user = authority.substring(0, at);
    if (!USER.matcher(user).matches()) {
      throw bad("this is no name of a user: " + Printable.of(user));
    }
    var server = HostPort.parse(authority.substring(at + 1));
    return new Hop(
        user, new Endpoint.Tcp(server.host(), server.port().orElse(SSH_PORT)), knownHosts, key);
  }

  private static ConsoleAddress unix(String rest) {
    if (rest.startsWith("@")) {
      var name = rest.substring(1);
      if (name.isEmpty() || name.indexOf('\0') >= 0 || utf8Length(name) > UNIX_LIMIT) {
        throw bad("an abstract socket is written unix:@name, with a name of 1 to 107 bytes");
      }
      return ConsoleAddress.raw(new Endpoint.UnixAbstract(name));
    }
    if (!rest.startsWith("/")) {
      throw bad("a socket is written unix:/path with an absolute path, or unix:@name");
    }
    if (utf8Length(rest) > UNIX_LIMIT) {
      throw bad("the path of a socket has at most 107 bytes, and this one has more");
    }
    try {
      return ConsoleAddress.unix(Path.of(rest));
    } catch (InvalidPathException e) {
      throw bad("this is no path: " + Printable.of(e.getReason()));
    }
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String slashes(String scheme, String rest) {
    if (!rest.startsWith("//")) {
      throw bad(scheme + " is written " + scheme + "://host:port");
    }
    return rest.substring(2);
  }

  private static ConsoleAddress tcp(String authority) {
    var at = HostPort.parse(authority.endsWith("/") ? chop(authority) : authority);
    return ConsoleAddress.tcp(
        at.host(), at.port().orElseThrow(() -> bad("a tcp address needs a port: tcp://host:port")));
  }

  private static String chop(String text) {
    return text.substring(0, text.length() - 1);
  }

  private static ConsoleAddress odorobo(String rest, boolean tls, Extras extras) {
    int slash = rest.indexOf('/');
    if (slash < 0 || !VM.matcher(rest.substring(slash + 1)).matches()) {
      throw bad("an Odorobo console is written odorobo://agent:8890/VMID");
    }
    var at = HostPort.parse(rest.substring(0, slash));
    checkHeaders(extras);
    var agent = new Endpoint.Tcp(at.host(), at.port().orElse(ODOROBO_PORT));
    return new ConsoleAddress(
        new Protocol.Odorobo(rest.substring(slash + 1), "", "", extras.headers()),
        new Transport(agent, trust(tls, extras.ca())));
  }

  private static ConsoleAddress webSocket(String text, Extras extras) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw bad("this is no URI: " + Printable.of(e.getReason()) + ", at " + e.getIndex());
    }
    if (uri.getHost() == null) {
      throw bad("a websocket is written ws://host:port/path; this one has no valid host");
    }
    if (uri.getRawUserInfo() != null) {
      throw bad("a websocket address takes no user and password; use headers for credentials");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65535) {
      throw bad("a port is a number from 1 to 65535");
    }
    checkHeaders(extras);
    return new ConsoleAddress(spoken(uri, extras), server(uri, extras.ca()));
  }

  /** A websocket under the path of a bridge has messages beside the bytes, whoever serves it. */
  private static Protocol spoken(URI uri, Extras extras) {
    var bridge = BRIDGE.matcher(uri.getRawPath());
    if (!bridge.matches()) {
      return new Protocol.WebSocket(
          resource(uri), extras.headers(), extras.subprotocol(), Optional.empty());
    }
    var query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    return new Protocol.Odorobo(bridge.group(2), bridge.group(1), query, extras.headers());
  }

  private static String resource(URI uri) {
    return uri.getRawQuery() == null
        ? uri.getRawPath()
        : uri.getRawPath() + "?" + uri.getRawQuery();
  }

  private static Transport server(URI uri, Optional<Path> ca) {
    boolean tls = "wss".equalsIgnoreCase(uri.getScheme());
    var host = uri.getHost();
    var bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
    return new Transport(new Endpoint.Tcp(bare, port), trust(tls, ca));
  }

  private static Optional<TlsTrust> trust(boolean tls, Optional<Path> ca) {
    return tls ? Optional.of(new TlsTrust(ca)) : Optional.empty();
  }

  private static void checkHeaders(Extras extras) {
    if (!extras.subprotocol().isEmpty() && !TOKEN.matcher(extras.subprotocol()).matches()) {
      throw bad(
          "this is no name of a websocket subprotocol: " + Printable.of(extras.subprotocol()));
    }
    for (var header : extras.headers().entrySet()) {
      var name = header.getKey();
      if (!TOKEN.matcher(name).matches() || isOurs(name)) {
        throw bad("this header cannot be set: " + Printable.of(name));
      }
      if (!VALUE.matcher(header.getValue()).matches()) {
        throw bad("the header " + name + " has characters that HTTP does not allow");
      }
    }
  }

  private static boolean isOurs(String header) {
    var name = header.toLowerCase(Locale.ROOT);
    return name.startsWith("sec-websocket-")
        || name.equals("upgrade")
        || name.equals("connection")
        || name.equals("content-length")
        || name.equals("transfer-encoding");
  }

  /** A host, without brackets, and perhaps a port. */
  private record HostPort(String host, Optional<Integer> port) {

    static HostPort parse(String text) {
      int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.lastIndexOf(':');
      if (text.startsWith("[") && end == 0) {
        throw bad("an IPv6 address is written in brackets: [2001:db8::1]:4001");
      }
      var host = end < 0 ? text : text.substring(0, end);
      var port = end < 0 ? "" : text.substring(end);
      var bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      if (!(host.startsWith("[") ? IPV6 : HOST).matcher(bare).matches()) {
        throw bad("this is no host: " + Printable.of(bare));
      }
      if (port.isEmpty()) {
        return new HostPort(bare, Optional.empty());
      }
      return new HostPort(bare, Optional.of(port(port.substring(1), port.charAt(0))));
    }

    private static int port(String digits, char before) {
      if (before != ':' || !digits.matches("[0-9]{1,5}")) {
        throw bad("a port is a number from 1 to 65535");
      }
      int port = Integer.parseInt(digits);
      if (port < 1 || port > 65535) {
        throw bad("a port is a number from 1 to 65535");
      }
      return port;
    }
  }

  private static IllegalArgumentException bad(String sentence) {
    return new IllegalArgumentException(sentence);
  }
}
