package dev.consolegw.gateway.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.consolegw.gateway.backend.ConsoleInput.WindowChange;
import dev.consolegw.gateway.session.Replay;
import dev.consolegw.gateway.terminal.Printable;

/** What a client says in a text frame; fields that mean nothing here are passed over. */
sealed interface Control {

  /** Its terminal has this size. */
  record Resize(WindowChange size) implements Control {}

  /** Bring the guest back to its login prompt. */
  record Reset() implements Control {}

  /** Send a break. */
  record Break() implements Control {}

  /** It wants to write. */
  record Take() implements Control {}

  /** It writes no more. */
  record Give() implements Control {}

  /** A line for the others. */
  record Say(String text) implements Control {}

  /** Show once more what was printed. */
  record ShowAgain(Replay what) implements Control {}

  /** It cannot be understood: the session goes on all the same. */
  record Mistake(String sentence) implements Control {}

  /** The longest line for others, in characters. */
  int LONGEST = 1000;

  /** Reads a frame. Any text is a control, if only a mistake. */
  static Control parse(String text) {
    JsonNode node;
    try {
      node = Json.READER.readTree(text);
    } catch (JsonProcessingException broken) {
      return notUnderstood();
    }
    if (node == null || !node.isObject() || !node.path("type").isTextual()) {
      return notUnderstood();
    }
    return switch (node.path("type").textValue()) {
      case "resize" -> resize(node);
      case "reset_session" -> new Reset();
      case "break" -> new Break();
      case "take" -> new Take();
      case "give" -> new Give();
      case "message" -> say(node.path("text"));
      case "replay" -> showAgain(node.path("what"));
      default -> notUnderstood();
    };
  }

  private static Control resize(JsonNode node) {
    int columns = number(node, "cols", -1);
    int rows = number(node, "rows", -1);
    int wide = number(node, "x_pixels", 0);
    int high = number(node, "y_pixels", 0);
    if (columns < 0 || rows < 0 || wide < 0 || high < 0) {
      return new Mistake(
          "resize takes cols and rows from 1 to 9999, and perhaps x_pixels, y_pixels");
    }
    if (columns == 0 || rows == 0) {
      return new Mistake("a size has at least one column and one row");
    }
    int most = WindowChange.MOST;
    return new Resize(new WindowChange(Math.min(columns, most), Math.min(rows, most), wide, high));
  }

  /** A number of 16 bits; -1 where it is none. */
  private static int number(JsonNode node, String name, int otherwise) {
    var field = node.get(name);
    if (field == null) {
      return otherwise;
    }
    boolean fits = field.isIntegralNumber() && field.canConvertToInt();
    int value = fits ? field.intValue() : -1;
    return value < 0 || value > 0xFFFF ? -1 : value;
  }

  private static Control say(JsonNode text) {
    if (!text.isTextual() || text.textValue().isBlank() || text.textValue().length() > LONGEST) {
      return new Mistake("message takes a text of 1 to %d characters".formatted(LONGEST));
    }
    return new Say(text.textValue());
  }

  private static Control showAgain(JsonNode what) {
    if (!what.isTextual()) {
      return new Mistake("replay takes what, such as \"60\" lines or \"@OFFSET\"");
    }
    try {
      return new ShowAgain(Replay.parse(what.textValue()));
    } catch (IllegalArgumentException mistake) {
      return new Mistake(Printable.of(String.valueOf(mistake.getMessage())).toString());
    }
  }

  private static Mistake notUnderstood() {
    return new Mistake(
        "a text frame holds one JSON object whose type is resize, reset_session, break, take, give,"
            + " message or replay; keys go in binary frames");
  }

  /** The reader of all: what says one thing twice is not understood, nor what goes on behind. */
  final class Json {
    private static final int DEPTH = 8;
    private static final int DIGITS = 32;

    private static final JsonMapper READER =
        JsonMapper.builder(
                JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxNumberLength(DIGITS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}
  }
}
