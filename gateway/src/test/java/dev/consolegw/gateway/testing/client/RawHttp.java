package dev.consolegw.gateway.testing.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Locale;

/** A socket to a server of HTTP, for requests that no client makes. */
public final class RawHttp implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;

  private RawHttp(Socket socket) {
    this.socket = socket;
  }

  /** Connects to a port of the loopback. */
  public static RawHttp to(int port) {
    try {
      var socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(PATIENCE_MILLIS);
      return new RawHttp(socket);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Sends a request, whose lines end as written here, and gives all that is answered. */
  public static String ask(int port, String request) {
    try (var http = to(port)) {
      return http.send(request).rest();
    }
  }

  public RawHttp send(String text) {
    return send(text.getBytes(ISO_8859_1));
  }

  public RawHttp send(byte... bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A frame of a client: masked with zeros, so that it is readable here. */
  public RawHttp frame(int first, byte... payload) {
    var frame = new ByteArrayOutputStream();
    frame.write(first);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else {
      frame.write(0x80 | 126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    }
    frame.writeBytes(new byte[4]);
    frame.writeBytes(payload);
    return send(frame.toByteArray());
  }

  /** The head of what is answered, up to the empty line. */
  public String head() {
    var head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = read();
      if (next < 0) {
        throw new IllegalStateException("it ends after: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private int read() {
    try {
      return socket.getInputStream().read();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** All that follows, until the server hangs up; nothing when it does not even listen. */
  public String rest() {
    try {
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (SocketException reset) {
      return "";
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** What the server says of the end of a websocket, of which all else is passed over. */
  public int closeCode() {
    while (true) {
      int first = read();
      int length = read();
      if (length < 0) {
        throw new IllegalStateException("it ends without a word");
      }
      if (length == 126) {
        length = read() << 8 | read();
      }
      if (first == 0x88) {
        return read() << 8 | read();
      }
      for (int i = 0; i < length; i++) {
        int _ = read();
      }
    }
  }

  /** A request for a websocket. */
  public static String upgrade(String target, String... headers) {
    return """
    GET %s HTTP/1.1\r
    Host: 127.0.0.1\r
    Connection: keep-alive, Upgrade\r
    Upgrade: websocket\r
    Sec-WebSocket-Version: 13\r
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
    %s\r
    """
        .formatted(target, lines(headers));
  }

  /** Any other request. */
  public static String request(String method, String target, String... headers) {
    return "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n".formatted(method, target, lines(headers));
  }

  private static String lines(String... headers) {
    var all = new StringBuilder();
    for (var header : headers) {
      all.append(header).append("\r\n");
    }
    return all.toString();
  }

  /** The status of an answer. */
  public static int status(String answer) {
    return Integer.parseInt(answer.split(" ", 3)[1]);
  }

  /** A header of an answer; empty when it is not there. */
  public static String header(String answer, String name) {
    return answer
        .lines()
        .takeWhile(line -> !line.isEmpty())
        .filter(
            line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  /** The body of an answer. */
  public static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
