package dev.consolegw.gateway.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lines of JSON: those of a recording's file, and of an export. All ASCII, so that a line is safe
 * on any terminal. No state: any thread.
 */
final class SidecarFormat {
  /** The version of the file that this code writes, and the only one that it reads. */
  static final int VERSION = 1;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private SidecarFormat() {}

  /** Any value as one line, without its end. */
  static String json(Object value) {
    try {
      return MAPPER.writeValueAsString(value).replace("\u007f", "\\u007f");
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(
          "maps and lists of plain values have a JSON form", impossible);
    }
  }

  static String of(Header header) {
    var line = new LinkedHashMap<String, Object>();
    line.put("version", VERSION);
    line.put("id", header.id());
    line.put("console", header.console());
    line.put("server", header.server());
    line.put("session", header.session());
    line.put("person", header.person());
    line.put("owner", header.owner());
    line.put("key", header.key());
    line.put("address", header.address());
    line.put("start", header.start().toString());
    line.put("from", header.from());
    line.put("input", header.input());
    return json(line);
  }

  static String of(RecordingEvent event) {
    var line = new LinkedHashMap<String, Object>();
    line.put("at", event.at().toString());
    line.put("offset", event.offset());
    switch (event) {
      case RecordingEvent.Size(_, _, int columns, int rows) -> {
        line.put("event", "size");
        line.put("columns", columns);
        line.put("rows", rows);
      }
      case RecordingEvent.Seat(_, _, String writer, String session) -> {
        line.put("event", "seat");
        line.put("writer", writer);
        line.put("session", session);
      }
      case RecordingEvent.Joined(_, _, String writer, String session, boolean writes) -> {
        line.put("event", "joined");
        line.put("writer", writer);
        line.put("session", session);
        line.put("writes", writes);
      }
      case RecordingEvent.Input(_, _, String by, Instant since, String bytes) -> {
        line.put("event", "input");
        line.put("by", by);
        line.put("since", since.toString());
        line.put("bytes", bytes);
      }
      case RecordingEvent.Command command -> command(command, line);
      case RecordingEvent.CommandOutput(_, _, long number, String bytes) -> {
        line.put("event", "command-output");
        line.put("number", number);
        line.put("bytes", bytes);
      }
      case RecordingEvent.CommandEnd end -> commandEnd(end, line);
      case RecordingEvent.Screen screen -> screen(screen, line);
      case RecordingEvent.Alive _ -> line.put("event", "alive");
      case RecordingEvent.End end -> end(end, line);
    }
    return json(line);
  }

  private static void command(RecordingEvent.Command command, Map<String, Object> line) {
    line.put("event", "command");
    line.put("number", command.number());
    line.put("by", command.by());
    line.put("session", command.session());
    line.put("account", command.account());
    line.put("line", command.line());
  }

  private static void screen(RecordingEvent.Screen screen, Map<String, Object> line) {
    line.put("event", "screen");
    line.put("of", screen.of());
    line.put("rows", screen.rows());
    line.put("columns", screen.columns());
    line.put("text", screen.text());
  }

  private static void commandEnd(RecordingEvent.CommandEnd end, Map<String, Object> line) {
    line.put("event", "command-end");
    line.put("number", end.number());
    line.put("exit", end.exit());
    line.put("reason", end.reason());
    line.put("in", end.in());
    line.put("out", end.out());
    line.put("ms", end.took().toMillis());
  }

  private static void end(RecordingEvent.End end, Map<String, Object> line) {
    line.put("event", "end");
    line.put("to", end.to());
    line.put("exit", end.exit());
    line.put("reason", end.reason());
    line.put("withheld", end.withheld());
  }

  /**
   * Reads the first line.
   *
   * @throws IOException when it is none of ours
   */
  static Header header(@Nullable String line) throws IOException {
    var node = line == null ? null : tree(line);
    if (node == null || node.path("version").asInt() != VERSION) {
      throw new IOException("this is no recording of version " + VERSION);
    }
    try {
      return new Header(
          node.path("id").asText(),
          node.path("console").asText(),
          node.path("server").asText(),
          node.path("session").asText(),
          node.path("person").asText(),
          node.path("owner").asText(),
          node.path("key").asText(),
          node.path("address").asText(),
          time(node, "start"),
          node.path("from").asLong(),
          node.path("input").asText());
    } catch (DateTimeException damaged) {
      throw new IOException("its first line is damaged", damaged);
    }
  }

  /** Reads a later line; nothing for one that is torn, damaged, or of a kind unknown here. */
  static Optional<RecordingEvent> event(String line) {
    var node = tree(line);
    if (node == null) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(event(node));
    } catch (DateTimeException damaged) {
      return Optional.empty();
    }
  }

  private static @Nullable RecordingEvent event(JsonNode node) {
    var at = time(node, "at");
    long offset = node.path("offset").asLong();
    return switch (node.path("event").asText()) {
      case "size" ->
          new RecordingEvent.Size(
              at, offset, node.path("columns").asInt(), node.path("rows").asInt());
      case "seat" ->
          new RecordingEvent.Seat(
              at, offset, node.path("writer").asText(), node.path("session").asText());
      case "joined" ->
          new RecordingEvent.Joined(
              at,
              offset,
              node.path("writer").asText(),
              node.path("session").asText(),
              node.path("writes").asBoolean());
      case "input" ->
          new RecordingEvent.Input(
              at,
              offset,
              node.path("by").asText(),
              time(node, "since"),
              node.path("bytes").asText());
      case "screen" ->
          new RecordingEvent.Screen(
              at,
              offset,
              node.path("of").asLong(),
              node.path("rows").asInt(),
              node.path("columns").asInt(),
              node.path("text").asText());
      case "alive" -> new RecordingEvent.Alive(at, offset);
      case "end" ->
          new RecordingEvent.End(
              at,
              offset,
              node.path("to").asLong(),
              node.path("exit").asInt(),
              node.path("reason").asText(),
              node.path("withheld").asLong());
      default -> commandEvent(node, at, offset);
    };
  }

  /** Of a command that ran in the guest. */
  private static @Nullable RecordingEvent commandEvent(JsonNode node, Instant at, long offset) {
    return switch (node.path("event").asText()) {
      case "command" ->
          new RecordingEvent.Command(
              at,
              offset,
              node.path("number").asLong(),
              node.path("by").asText(),
              node.path("session").asText(),
              node.path("account").asText(),
              node.path("line").asText());
      case "command-output" ->
          new RecordingEvent.CommandOutput(
              at, offset, node.path("number").asLong(), node.path("bytes").asText());
      case "command-end" ->
          new RecordingEvent.CommandEnd(
              at,
              offset,
              node.path("number").asLong(),
              node.path("exit").asInt(),
              node.path("reason").asText(),
              node.path("in").asLong(),
              node.path("out").asLong(),
              Duration.ofMillis(node.path("ms").asLong()));
      default -> null;
    };
  }

  private static Instant time(JsonNode node, String key) {
    return Instant.parse(node.path(key).asText());
  }

  private static @Nullable JsonNode tree(String line) {
    try {
      var node = MAPPER.readTree(line);
      return node.isObject() ? node : null;
    } catch (JsonProcessingException torn) {
      return null;
    }
  }
}
