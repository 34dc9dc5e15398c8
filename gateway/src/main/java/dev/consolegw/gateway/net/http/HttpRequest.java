package dev.consolegw.gateway.net.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
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
 */
public record HttpRequest(
    String method, List<String> path, Map<String, String> query, Map<String, String> headers) {
  /** The longest head, in bytes. */
  public static final int LIMIT = 16 * 1024;

  /** Headers of one request. */
  static final int HEADERS = 100;

  private static final Pattern LINE = Pattern.compile("([A-Z]{1,20}) (/\\S*) HTTP/1\\.([01])");

  /** A token (RFC 9110, 5.6.2). */
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");

  /** Where one head says something twice that must be said once. */
  private static final char TWICE = ',';

  /** Where a head ends, of which so much was looked at before; -1 while it does not. */
  public static int endOfHead(byte[] read, int from, int size) {
    for (int i = Math.max(3, from); i < size; i++) {
      if (read[i] == '\n' && read[i - 1] == '\r' && read[i - 2] == '\n' && read[i - 3] == '\r') {
        return i + 1;
      }
    }
    return -1;
  }

  /** Reads a head; empty when it is none, or announces a body. */
  public static Optional<HttpRequest> parse(byte[] head) {
    var lines = new String(head, ISO_8859_1).split("\r\n", HEADERS + 4);
    var line = LINE.matcher(lines[0]);
    if (!line.matches() || lines.length > HEADERS + 3) {
      return Optional.empty();
    }
    var headers = new HashMap<String, String>();
    for (var text : Arrays.asList(lines).subList(1, lines.length - 2)) {
      if (!header(text, headers)) {
        return Optional.empty();
      }
    }
    boolean hosted = headers.getOrDefault("host", "").indexOf(TWICE) < 0;
    boolean named = headers.containsKey("host") || line.group(3).equals("0");
    if (!hosted || !named || hasBody(headers)) {
      return Optional.empty();
    }
    var target = line.group(2).split("\\?", 2);
    try {
      var path = new ArrayList<String>();
      for (var segment : target[0].substring(1).split("/", -1)) {
        path.add(decoded(segment));
      }
      var query = target.length > 1 ? query(target[1]) : Map.<String, String>of();
      return Optional.of(
          new HttpRequest(line.group(1), List.copyOf(path), query, Map.copyOf(headers)));
    } catch (CharacterCodingException garbled) {
      return Optional.empty();
    }
  }

  /** Whether it is a header, and taken. */
  private static boolean header(String line, Map<String, String> into) {
    int colon = line.indexOf(':');
    if (colon < 0 || !NAME.matcher(line.substring(0, colon)).matches()) {
      return false;
    }
    var value = line.substring(colon + 1).strip();
    var name = line.substring(0, colon).toLowerCase(Locale.ROOT);
    if (value.chars().anyMatch(c -> c == 0 || c == '\r' || c == '\n')) {
      return false;
    }
    into.merge(name, value, (one, other) -> one + TWICE + other);
    return true;
  }

  private static boolean hasBody(Map<String, String> headers) {
    return headers.containsKey("transfer-encoding")
        || !headers.getOrDefault("content-length", "0").equals("0");
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
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** Whether a header that lists words has one of them, whatever its letters' case. */
  public boolean says(String name, String word) {
    return Arrays.stream(header(name).orElse("").split(","))
        .map(it -> it.split(";", 2)[0].strip())
        .anyMatch(word::equalsIgnoreCase);
  }

  /** The value of a cookie (RFC 6265, 4.2), empty when it is not there. */
  public Optional<String> cookie(String name) {
    return Arrays.stream(header("cookie").orElse("").split("[;,]"))
        .map(String::strip)
        .filter(it -> it.startsWith(name + "="))
        .map(it -> it.substring(name.length() + 1))
        .findFirst();
  }

  /** What stands behind {@code Bearer} (RFC 6750), or in the query under {@code ticket}. */
  public Optional<String> ticket() {
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
