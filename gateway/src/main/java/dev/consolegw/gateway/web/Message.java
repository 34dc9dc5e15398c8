package dev.consolegw.gateway.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Text frames of ours: one JSON object each, that says what it is under {@code type}. */
final class Message {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Message() {}

  /**
   * One of them.
   *
   * @param more names and their values, in turns
   */
  static String of(String type, @Nullable Object... more) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("type", type);
    for (int i = 0; i < more.length; i += 2) {
      fields.put(String.valueOf(more[i]), more[i + 1]);
    }
    return of(fields);
  }

  /** Any object as JSON. */
  static String of(Map<String, Object> fields) {
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("strings, numbers and lists are JSON", impossible);
    }
  }
}
