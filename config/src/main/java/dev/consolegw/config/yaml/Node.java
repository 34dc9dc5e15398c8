package dev.consolegw.config.yaml;

import static java.util.stream.Collectors.toSet;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One value of a YAML document, with the place where it stands. */
public sealed interface Node {
  Where where();

  /** What this is, as a message names it. */
  String kind();

  /** Whether it stands there without saying anything: no text, an empty list, no keys. */
  boolean isNothing();

  /**
   * One piece of text.
   *
   * @param plain whether it stands there without quotes, so that it can also mean "no value"
   */
  record Scalar(Where where, String text, boolean plain) implements Node {
    @Override
    public boolean isNothing() {
      return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }

    @Override
    public String kind() {
      return "text";
    }
  }

  /** A list. */
  record Sequence(Where where, List<Node> items) implements Node {
    @Override
    public boolean isNothing() {
      return items.isEmpty();
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /** Keys and values, in the order of the file. */
  record Mapping(Where where, Map<String, Entry> entries) implements Node {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** The keys that have a value which says something. */
    Set<String> written() {
      return entries.entrySet().stream()
          .filter(entry -> !entry.getValue().value().isNothing())
          .map(Map.Entry::getKey)
          .collect(toSet());
    }

    @Override
    public boolean isNothing() {
      return entries.isEmpty();
    }

    @Override
    public String kind() {
      return "keys and values";
    }
  }

  /**
   * A value and its key's place.
   *
   * @param where of the key
   */
  record Entry(Where where, Node value) {}
}
