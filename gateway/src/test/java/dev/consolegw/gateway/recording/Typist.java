package dev.consolegw.gateway.recording;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Somebody at a filter: types, is shown output, waits. Text is a character a byte. */
final class Typist {
  final List<EchoFilter.Piece> pieces = new ArrayList<>();
  final EchoFilter filter = new EchoFilter(pieces::add);
  final StringBuilder output = new StringBuilder();
  private Instant now = Instant.EPOCH;

  Typist types(String keys) {
    filter.typed(now, output.length(), bytes(keys));
    return this;
  }

  /** The guest prints, and the filter looks. */
  Typist prints(String text) {
    output.append(text);
    return looks();
  }

  /** The guest prints; the filter looks later. */
  Typist printsUnseen(String text) {
    output.append(text);
    return this;
  }

  Typist looks() {
    boolean again = true;
    while (again) {
      for (long at = filter.needs(); at >= 0 && at < output.length(); at = filter.needs()) {
        filter.shown(bytes(output.substring((int) at)));
      }
      again = filter.settle(now);
    }
    return this;
  }

  Typist waits(Duration time) {
    now = now.plus(time);
    return looks();
  }

  /** One at a time, each echoed at once. */
  Typist typesEchoed(String keys) {
    keys.chars().forEach(key -> types(Character.toString(key)).prints(echo((char) key)));
    return this;
  }

  static String echo(char key) {
    return switch (key) {
      case '\r', '\n' -> "\r\n";
      case 0x7F, '\b' -> "\b \b";
      case '\t' -> "\t";
      default -> key < ' ' ? "^" + (char) (key + '@') : String.valueOf(key);
    };
  }

  /** All that was let through. */
  String recorded() {
    var all = new StringBuilder();
    pieces.forEach(piece -> all.append(piece.bytes()));
    return all.toString();
  }

  long withheld() {
    return filter.withheld();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
