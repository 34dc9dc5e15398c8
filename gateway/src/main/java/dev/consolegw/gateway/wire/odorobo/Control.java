package dev.consolegw.gateway.wire.odorobo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.terminal.Printable;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The JSON messages beside the console's bytes, each one text frame. */
sealed interface Control {
  int LENGTH_LIMIT = 16 * 1024;

  JsonMapper JSON =
      new JsonMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(8)
                      .maxStringLength(LENGTH_LIMIT)
                      .maxNumberLength(32)
                      .maxDocumentLength(LENGTH_LIMIT)
                      .build())
              .build());

  /** Extensions that are read from a far side; a gateway has some ten. */
  int EXTENSIONS = 64;

  /**
   * The agent's first word: which VM this is.
   *
   * @param extensions what it understands and says beyond Odorobo's own messages, as another
   *     gateway does; of an agent there are none
   */
  record Connected(Printable vm, Set<String> extensions) implements Control {}

  /** The agent could not do what it was asked. */
  record Failed(Printable message) implements Control {}

  /** A gateway has something to say to a person; in lines, not printable yet. */
  record Notice(String lines) implements Control {}

  /** A gateway says where in its history the next byte is: it is live from here on. */
  record Placed() implements Control {}

  /**
   * A gateway ends the session; its close frame follows.
   *
   * @param status as ssh would end with
   */
  record Ended(int status, Printable why) implements Control {}

  /** Anything else, to be ignored: an agent may be newer than we are. */
  record Unknown() implements Control {}

  /** Never fails, whatever the text. */
  static Control parse(String text) {
    var message = read(text);
    return switch (message.path("type").asText()) {
      case "connected" ->
          new Connected(
              Printable.of(message.path("vm_id").asText()), extensions(message.path("extensions")));
      case "error" -> new Failed(Printable.of(message.path("message").asText("unknown error")));
      case "notice" -> new Notice(message.path("text").asText());
      case "offset" -> new Placed();
      case "end" ->
          new Ended(message.path("status").asInt(), Printable.of(message.path("message").asText()));
      default -> new Unknown();
    };
  }

  private static Set<String> extensions(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .limit(EXTENSIONS)
        .map(JsonNode::asText)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The message of an HTTP error's body, or an empty text. */
  static String errorMessage(String body) {
    return read(body).path("message").asText();
  }

  private static JsonNode read(String text) {
    if (text.length() > LENGTH_LIMIT) {
      return MissingNode.getInstance();
    }
    try {
      var parsed = JSON.readTree(text);
      return parsed == null ? MissingNode.getInstance() : parsed;
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** Pixels are left out when the terminal did not say them. */
  static String resize(ConsoleInput.WindowChange size) {
    var message =
        JSON.createObjectNode()
            .put("type", "resize")
            .put("cols", dimension(size.columns()))
            .put("rows", dimension(size.rows()));
    if (size.xPixels() > 0 && size.yPixels() > 0) {
      message.put("x_pixels", dimension(size.xPixels()));
      message.put("y_pixels", dimension(size.yPixels()));
    }
    return message.toString();
  }

  /** The agent takes 16 bits, and no 0. */
  private static int dimension(int value) {
    return Math.clamp(value, 1, 0xFFFF);
  }

  static String resetSession() {
    return "{\"type\":\"reset_session\"}";
  }

  /** One of a far side's extensions that need no more words. */
  static String extension(String type) {
    return "{\"type\":\"%s\"}".formatted(type);
  }
}
