package dev.consolegw.gateway.export.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the body of a request is, and where it goes. A closed choice. */
enum HttpFormat {
  /**
   * Loki's push API: a stream for each console, so that one that is behind is not too old beside
   * others; the offset is structured metadata, which Loki takes from 3.0 on by itself.
   */
  LOKI("/loki/api/v1/push") {
    @Override
    void write(Map<ExportLine.Origin, List<ExportLine>> lines, JsonGenerator json)
        throws IOException {
      json.writeStartObject();
      json.writeArrayFieldStart("streams");
      for (var one : lines.entrySet()) {
        json.writeStartObject();
        json.writeObjectFieldStart("stream");
        json.writeStringField("service_name", SERVICE);
        json.writeStringField("console", one.getKey().console());
        json.writeStringField("project", one.getKey().project());
        json.writeStringField("server", one.getKey().server());
        json.writeEndObject();
        json.writeArrayFieldStart("values");
        for (var line : one.getValue()) {
          value(line, json);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }

    private void value(ExportLine line, JsonGenerator json) throws IOException {
      json.writeStartArray();
      json.writeString(Long.toString(line.nanos()));
      json.writeString(line.text());
      json.writeStartObject();
      json.writeStringField("offset", Long.toString(line.offset()));
      if (line.isGap()) {
        json.writeStringField("gap", "true");
      }
      json.writeEndObject();
      json.writeEndArray();
    }
  },

  /**
   * OpenTelemetry's protocol, its messages in the JSON form of Protocol Buffers, where 64-bit
   * numbers are texts: a resource for each console.
   */
  OTLP("/v1/logs") {
    @Override
    void write(Map<ExportLine.Origin, List<ExportLine>> lines, JsonGenerator json)
        throws IOException {
      json.writeStartObject();
      json.writeArrayFieldStart("resourceLogs");
      for (var one : lines.entrySet()) {
        json.writeStartObject();
        json.writeObjectFieldStart("resource");
        resource(one.getKey(), json);
        json.writeEndObject();
        json.writeArrayFieldStart("scopeLogs");
        json.writeStartObject();
        json.writeObjectFieldStart("scope");
        json.writeStringField("name", SERVICE);
        json.writeEndObject();
        json.writeArrayFieldStart("logRecords");
        for (var line : one.getValue()) {
          record(line, json);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }

    private void resource(ExportLine.Origin origin, JsonGenerator json) throws IOException {
      json.writeArrayFieldStart("attributes");
      attribute("service.name", SERVICE, json);
      attribute("host.name", origin.server(), json);
      attribute("host.id", origin.id(), json);
      attribute("console.id", origin.console(), json);
      attribute("console.directory", origin.directory(), json);
      attribute("console.project", origin.project(), json);
      json.writeEndArray();
    }

    private void record(ExportLine line, JsonGenerator json) throws IOException {
      json.writeStartObject();
      json.writeStringField("timeUnixNano", Long.toString(line.nanos()));
      json.writeObjectFieldStart("body");
      json.writeStringField("stringValue", line.text());
      json.writeEndObject();
      json.writeArrayFieldStart("attributes");
      json.writeStartObject();
      json.writeStringField("key", "console.offset");
      json.writeObjectFieldStart("value");
      json.writeStringField("intValue", Long.toString(line.offset()));
      json.writeEndObject();
      json.writeEndObject();
      if (line.isGap()) {
        attribute("console.gap", "true", json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }

    private void attribute(String key, String value, JsonGenerator json) throws IOException {
      json.writeStartObject();
      json.writeStringField("key", key);
      json.writeObjectFieldStart("value");
      json.writeStringField("stringValue", value);
      json.writeEndObject();
      json.writeEndObject();
    }
  };

  private static final String SERVICE = "console-gw";

  private final String path;

  HttpFormat(String path) {
    this.path = path;
  }

  /** Of the API, behind whatever path the server's address has. */
  String path() {
    return path;
  }

  /** A body with these lines. */
  byte[] body(List<ExportLine> lines) {
    var byConsole = new LinkedHashMap<ExportLine.Origin, List<ExportLine>>();
    for (var line : lines) {
      byConsole.computeIfAbsent(line.origin(), _ -> new ArrayList<>()).add(line);
    }
    return JsonLines.bytes(json -> write(byConsole, json));
  }

  abstract void write(Map<ExportLine.Origin, List<ExportLine>> lines, JsonGenerator json)
      throws IOException;
}
