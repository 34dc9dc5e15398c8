package dev.consolegw.gateway.net.websocket;

import dev.consolegw.gateway.backend.Greeting;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The head of an HTTP response, and what was read behind it.
 *
 * @param text status line and headers with the empty line that ends them, one character a byte
 * @param rest the first bytes after the head
 */
record HttpHead(String text, ByteBuffer rest) {
  private static final int HEAD_LIMIT = 16 * 1024;
  private static final int BODY_LIMIT = 4 * 1024;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");
  private static final Pattern LENGTH = Pattern.compile("\ncontent-length: *([0-9]{1,9})\r");

  /**
   * Reads until the head is complete.
   *
   * @param read how much has come, for whoever has to explain why there was no more
   * @throws ProtocolException when this is no HTTP
   */
  static HttpHead read(InputStream in, Progress read) throws IOException {
    var buffer = new byte[HEAD_LIMIT];
    int size = 0;
    while (true) {
      int count = in.read(buffer, size, buffer.length - size);
      if (count < 0) {
        throw new EOFException();
      }
      size += count;
      read.bytes = size;
      if (!startsAsHttp(buffer, size)) {
        if (Greeting.mayBecome(ByteBuffer.wrap(buffer, 0, size))) {
          continue;
        }
        throw new ProtocolException(
            Greeting.of(ByteBuffer.wrap(buffer, 0, size))
                .map(who -> "it is " + who.what())
                .orElse("its answer is no HTTP"));
      }
      int end = endOfHead(buffer, size);
      if (end > 0) {
        return new HttpHead(
            new String(buffer, 0, end, StandardCharsets.ISO_8859_1),
            ByteBuffer.wrap(Arrays.copyOfRange(buffer, end, size)));
      }
      if (size == buffer.length) {
        throw new ProtocolException("its answer has no end");
      }
    }
  }

  /** How far a read has come. */
  static final class Progress {
    int bytes;
  }

  private static boolean startsAsHttp(byte[] buffer, int size) {
    var start = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
    int common = Math.min(size, start.length);
    return Arrays.equals(buffer, 0, common, start, 0, common);
  }

  private static int endOfHead(byte[] buffer, int size) {
    for (int i = 3; i < size; i++) {
      if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  int status() throws ProtocolException {
    var line = text.lines().findFirst().orElse("");
    var status = STATUS.matcher(line);
    if (!status.matches()) {
      throw new ProtocolException("its answer is no HTTP");
    }
    return Integer.parseInt(status.group(1));
  }

  /** The value of the first header of this name, empty if there is none; foreign text. */
  String header(String name) {
    return text.lines()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  /** The start of the body, as far as its announced length goes. */
  String body(InputStream in) throws IOException {
    var length = LENGTH.matcher(text.toLowerCase(Locale.ROOT));
    int wanted = length.find() ? Math.min(Integer.parseInt(length.group(1)), BODY_LIMIT) : 0;
    var body = new byte[Math.max(wanted, rest.remaining())];
    int have = rest.remaining();
    rest.duplicate().get(body, 0, have);
    int more = have < wanted ? Math.max(in.readNBytes(body, have, wanted - have), 0) : 0;
    return new String(body, 0, have + more, StandardCharsets.UTF_8);
  }
}
