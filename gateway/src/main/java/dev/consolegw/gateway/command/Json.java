package dev.consolegw.gateway.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Answers for programs: one JSON value on one line, in ASCII, so that foreign text is safe by
 * JSON's escapes on any terminal, too.
 */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private Json() {}

  /** A map, a list or a plain value. */
  public static String of(Object value) {
    try {
      return MAPPER.writeValueAsString(value).replace("\u007f", "\\u007f");
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("maps of plain values have a JSON form", impossible);
    }
  }
}
