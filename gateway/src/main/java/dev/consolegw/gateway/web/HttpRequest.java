package dev.consolegw.gateway.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client asks (RFC 9112), as far as that matters here: no request that is answered has a
 * body.
 *
 * @param path its segments, decoded
 * @param query decoded; of a name that stands there twice the first
 * @param headers by their names in small letters; of one that stands there twice both, with a comma
 * @param head all of it, as it came
 */
record HttpRequest(
    String method,
    List<String> path,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] head) {
  /** The longest head, in bytes. */
  static final int LIMIT = 16 * 1024;

  private static final Pattern LINE = Pattern.compile("([A-Z]{1,20}) (/\\S*) HTTP/1\\.[01]");
  private static final Pattern HEADER =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\0\r\n]*?)[ \t]*");

  /** Where a head ends; -1 while it does not. */
  static int endOfHead(byte[] read, int size) {
    for (int i = 3; i < size; i++) {
      if (read[i] == '\n' && read[i - 1] == '\r' && read[i - 2] == '\n' && read[i - 3] == '\r') {
        return i + 1;
      }
    }
    return -1;
  }

  /** Reads a head; empty when it is none. */
  static Optional<HttpRequest> parse(byte[] head) {
    var lines = new String(head, ISO_8859_1).split("\r\n", -1);
    var line = LINE.matcher(lines[0]);
    if (!line.matches()) {
      return Optional.empty();
    }
    var headers = new HashMap<String, String>();
    for (int i = 1; i < lines.length - 2; i++) {
      var header = HEADER.matcher(lines[i]);
      if (!header.matches()) {
        return Optional.empty();
      }
      headers.merge(
          header.group(1).toLowerCase(Locale.ROOT), header.group(2), (one, other) -> one + "," + other);
    }
    var target = line.group(2).split("\\?", 2);
    try {
      var path = new ArrayList<String>();
      for (var segment : target[0].substring(1).split("/", -1)) {
        path.add(decoded(segment));
      }
      var query = target.length > 1 ? query(target[1]) : Map.<String, String>of();
      return Optional.of(
          new HttpRequest(line.group(1), List.copyOf(path), query, Map.copyOf(headers), head));
    } catch (CharacterCodingException garbled) {
      return Optional.empty();
    }
  }

  private static Map<String, String> query(String text) throws CharacterCodingException {
    var found = new LinkedHashMap<String, String>();
    for (var pair : text.split("&", -1)) {
      if (!pair.isEmpty()) {
        var words = pair.split("=", 2);
        found.putIfAbsent(decoded(words[0]), words.length > 1 ? decoded(words[1]) : "");
      }
    }
    return Map.copyOf(found);
  }

  /** Without its percent signs (RFC 3986, 2.1). */
  private static String decoded(String text) throws CharacterCodingException {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (each != '%') {
        bytes.write(each);
        continue;
      }
      int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        throw new CharacterCodingException();
      }
      bytes.write(high << 4 | low);
      i += 2;
    }
    return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
  }

  /** The value of a header, empty when it is not there. */
  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** What stands behind {@code Bearer} (RFC 6750), or in the query under {@code ticket}. */
  Optional<String> ticket() {
    return header("authorization")
        .filter(it -> it.regionMatches(true, 0, "Bearer ", 0, "Bearer ".length()))
        .map(it -> it.substring("Bearer ".length()).strip())
        .or(() -> Optional.ofNullable(query.get("ticket")));
  }

  /** Says nothing of tickets. */
  @Override
  public String toString() {
    return "HttpRequest[" + method + " " + path + "]";
  }
}
