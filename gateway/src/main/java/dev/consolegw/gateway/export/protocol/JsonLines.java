package dev.consolegw.gateway.export.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Lines as JSON, each an object on a line of its own, in ASCII. No state. */
final class JsonLines {
  static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private JsonLines() {}

  /** Writes some JSON. */
  @FunctionalInterface
  interface Writing {
    void to(JsonGenerator json) throws IOException;
  }

  /** What is written, in bytes. */
  static byte[] bytes(Writing writing) {
    var bytes = new ByteArrayOutputStream();
    try (var json = FACTORY.createGenerator(bytes)) {
      json.setRootValueSeparator(null);
      writing.to(json);
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory takes everything", impossible);
    }
    return bytes.toByteArray();
  }

  /** All of them, each with LF behind it. */
  static byte[] of(List<ExportLine> lines) {
    return bytes(json -> {
      for (var line : lines) {
        object(json, line);
        json.writeRaw('\n');
      }
    });
  }

  /** One, without an end of line. */
  static byte[] of(ExportLine line) {
    return bytes(json -> object(json, line));
  }

  private static void object(JsonGenerator json, ExportLine line) throws IOException {
    var origin = line.origin();
    json.writeStartObject();
    json.writeStringField("time", line.time().toString());
    json.writeStringField("console", origin.console());
    json.writeStringField("directory", origin.directory());
    json.writeStringField("project", origin.project());
    json.writeStringField("server", origin.server());
    json.writeStringField("id", origin.id());
    json.writeNumberField("offset", line.offset());
    json.writeStringField("text", line.text());
    if (line.isGap()) {
      json.writeBooleanField("gap", true);
    }
    json.writeEndObject();
  }
}
