package dev.consolegw.gateway.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Text frames of ours: one JSON object each, that says what it is under {@code type}. */
final class Message {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Message() {}

  /**
   * One of them.
   *
   * @param more names and their values, in turns; what is empty is null
   */
  static String of(String type, Object... more) {
    var fields = new LinkedHashMap<String, @Nullable Object>();
    fields.put("type", type);
    for (int i = 0; i < more.length; i += 2) {
      var value = more[i + 1];
      fields.put(more[i].toString(), value instanceof Optional<?> may ? may.orElse(null) : value);
    }
    return of(fields);
  }

  /** Any object as JSON. */
  static String of(Map<String, ? extends @Nullable Object> fields) {
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("strings, numbers and lists are JSON", impossible);
    }
  }
}
