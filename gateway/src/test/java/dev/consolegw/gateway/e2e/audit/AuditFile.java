package dev.consolegw.gateway.e2e.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.gateway.testing.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The lines of an audit, as whoever follows the file reads them. */
final class AuditFile implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Program tail;

  AuditFile(Path file) {
    this.file = file;
    this.tail = Program.start(List.of("tail", "-F", "-n", "+1", file.toString()));
  }

  /** Waits for the next line with this in it. */
  void await(String part) {
    tail.out().await(part);
    var _ = tail.out().awaitLine();
  }

  /** Waits for the next of this kind. */
  void awaitEvent(String word) {
    await("\"event\":\"" + word + "\"");
  }

  static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException garbled) {
      throw new UncheckedIOException(line, garbled);
    }
  }

  String text() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<JsonNode> lines() {
    return text().lines().map(AuditFile::parse).toList();
  }

  /** All of this kind. */
  List<JsonNode> lines(String word) {
    return lines().stream().filter(line -> line.get("event").textValue().equals(word)).toList();
  }

  /** The last of this kind. */
  JsonNode last(String word) {
    return lines(word).getLast();
  }

  @Override
  public void close() {
    tail.close();
  }
}
