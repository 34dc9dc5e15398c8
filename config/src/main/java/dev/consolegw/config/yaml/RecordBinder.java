package dev.consolegw.config.yaml;

import static dev.consolegw.config.yaml.RecordShape.held;
import static dev.consolegw.config.yaml.RecordShape.raw;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.config.value.Spelling;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of YAML. A component is a key, and its type says what may stand there: a kind of
 * {@link Scalars}, a record (a section), a List (one value is a list of one), a Map (in the order
 * of the file), an Optional, a Located. A component of type {@link Where} is no key: it gets the
 * place of the record, which is that of its key, or of its first character in a list.
 *
 * <p>Every mistake becomes a problem, and something harmless stands in for the value, so that the
 * reading goes on to the next one.
 */
public final class RecordBinder {
  private final Problems problems;
  private final BiConsumer<Record, Set<String>> check;

  /**
   * Makes one.
   *
   * @param check called with each record and those of its keys that the file gives anything for
   */
  public RecordBinder(Problems problems, BiConsumer<Record, Set<String>> check) {
    this.problems = problems;
    this.check = check;
  }

  /** A place for a value. */
  private record Slot(RecordShape.Part part, Where where) {
    String key() {
      return part.key();
    }
  }

  /** The record that a document describes, or its defaults when it is none. */
  public <T extends Record> T bind(Class<T> type, Node root) {
    if (root instanceof Node.Mapping mapping) {
      return type.cast(record(type, mapping, root.where()));
    }
    problems.add(root.where(), "the file must hold keys and values, not " + root.kind());
    return defaults(type, root.where());
  }

  /** The record that an empty document describes. */
  public <T extends Record> T defaults(Class<T> type, Where where) {
    return type.cast(record(type, new Node.Mapping(where, Map.of()), where));
  }

  private Record record(Class<?> type, Node.Mapping section, Where where) {
    var shape = RecordShape.of(type);
    Set<String> known = new LinkedHashSet<>();
    List<Object> values = new ArrayList<>();
    for (RecordShape.Part part : shape.parts()) {
      if (part.isPlace()) {
        values.add(where);
      } else {
        known.add(part.key());
        values.add(component(part, section, where));
      }
    }
    section
        .entries()
        .forEach((key, entry) -> {
          if (!known.contains(key)) {
            problems.add(entry.where(), unknown(key, known));
          }
        });
    Record made = shape.make(values.toArray());
    check.accept(made, section.written());
    return made;
  }

  private Object component(RecordShape.Part part, Node.Mapping section, Where where) {
    var entry = section.entries().get(part.key());
    if (entry == null) {
      return absent(new Slot(part, where), part.type());
    }
    var slot = new Slot(part, entry.where());
    Object value = value(slot, part.type(), entry.value());
    return value == null ? standIn(slot, part.type()) : value;
  }

  /** What a node means, or null when it is a mistake, which is then among the problems. */
  private @Nullable Object value(Slot slot, Type type, Node node) {
    Class<?> raw = raw(type);
    if (raw == Located.class) {
      Object value = value(slot, held(type), node);
      return value == null ? null : new Located<>(value, node.where());
    }
    if (raw == Optional.class) {
      return Optional.ofNullable(value(slot, held(type), node));
    }
    var kind = Scalars.kind(raw);
    if (kind.isPresent()) {
      return scalar(slot, kind.get(), node);
    }
    var text = raw.getAnnotation(RecordShape.AsText.class);
    if (node instanceof Node.Scalar scalar && scalar.isNothing()) {
      if (text != null) {
        problems.add(node.where(), slot.key() + ": has no value; write one or remove the key");
        return null;
      }
      return absent(slot, type);
    }
    if (raw == List.class) {
      return list(slot, held(type), node);
    }
    if (text != null && node instanceof Node.Scalar) {
      var only = Map.of(text.value(), new Node.Entry(node.where(), node));
      return record(raw, new Node.Mapping(node.where(), only), slot.where());
    }
    if (!(node instanceof Node.Mapping mapping)) {
      return wrongKind(slot, "keys and values", node);
    }
    return raw == Map.class ? map(slot, held(type), mapping) : record(raw, mapping, slot.where());
  }

  private @Nullable Object scalar(Slot slot, Scalars.Kind kind, Node node) {
    if (!(node instanceof Node.Scalar scalar)) {
      return wrongKind(slot, "one value", node);
    }
    if (scalar.isNothing()) {
      problems.add(node.where(), slot.key() + ": has no value; write one or remove the key");
      return null;
    }
    try {
      Object value = kind.parser().apply(scalar.text());
      return switch (value) {
        case Integer number when !inRange(slot, number, node) -> null;
        case ByteSize size when !inRange(slot, size.bytes(), node) -> null;
        case Duration time when !isLongEnough(slot, time, scalar) -> null;
        default -> value;
      };
    } catch (IllegalArgumentException mistake) {
      problems.add(node.where(), slot.key() + ": " + mistake.getMessage());
      return null;
    }
  }

  private List<Object> list(Slot slot, Type type, Node node) {
    List<Node> items = node instanceof Node.Sequence list ? list.items() : List.of(node);
    var range = slot.part().range();
    if (range != null && items.size() < range.min()) {
      problems.add(node.where(), slot.key() + ": needs at least " + range.min() + " in the list");
    }
    List<Object> values = new ArrayList<>();
    for (Node item : items) {
      Object value = value(new Slot(slot.part().item(slot.key()), item.where()), type, item);
      if (value != null) {
        values.add(value);
      }
    }
    return List.copyOf(values);
  }

  private Map<String, Object> map(Slot slot, Type type, Node.Mapping mapping) {
    Map<String, Object> values = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach((key, entry) -> {
          Slot here = new Slot(slot.part().item(Spelling.quote(key)), entry.where());
          Object value = value(here, type, entry.value());
          values.put(key, value == null ? standIn(here, type) : value);
        });
    return Collections.unmodifiableMap(values);
  }

  /** What a setting is when the file leaves it out. */
  private Object absent(Slot slot, Type type) {
    Class<?> raw = raw(type);
    if (slot.part().standard() != null) {
      var text = new Node.Scalar(Where.BUILT_IN, slot.part().standard(), false);
      return Objects.requireNonNull(value(slot, type, text), "bad @Default of " + slot.key());
    }
    if (raw == Optional.class) {
      return Optional.empty();
    }
    if (raw == Map.class) {
      return Map.of();
    }
    if (raw == List.class && slot.part().range() == null) {
      return List.of();
    }
    if (RecordShape.isSection(raw)) {
      return record(raw, new Node.Mapping(slot.where(), Map.of()), slot.where());
    }
    problems.add(slot.where(), "'" + slot.key() + "' is missing; add it: " + slot.part().doc());
    return raw == List.class ? List.of() : example(slot, type);
  }

  private Object example(Slot slot, Type type) {
    if (raw(type) == Located.class) {
      return new Located<>(example(slot, held(type)), slot.where());
    }
    var kind =
        Scalars.kind(raw(type))
            .orElseThrow(() -> new IllegalStateException("no kind of setting: " + type));
    return kind.parser().apply(kind.example());
  }

  /** Stands in for a mistake that is already reported, so its own problems are not. */
  private static Object standIn(Slot slot, Type type) {
    return new RecordBinder(new Problems(), (_, _) -> {}).absent(slot, type);
  }

  private boolean inRange(Slot slot, long value, Node node) {
    var range = slot.part().range();
    if (range == null || (value >= range.min() && value <= range.max())) {
      return true;
    }
    String most = range.max() == Long.MAX_VALUE ? "" : " and at most " + range.max();
    problems.add(
        node.where(),
        slot.key() + ": " + value + " is out of range; write at least " + range.min() + most);
    return false;
  }

  private boolean isLongEnough(Slot slot, Duration time, Node.Scalar node) {
    var range = slot.part().range();
    if (range == null || time.toSeconds() >= range.min()) {
      return true;
    }
    problems.add(
        node.where(),
        "%s: %s is too short; write at least %ds"
            .formatted(slot.key(), Spelling.quote(node.text()), range.min()));
    return false;
  }

  private @Nullable Object wrongKind(Slot slot, String wanted, Node node) {
    problems.add(node.where(), slot.key() + ": write " + wanted + " here, not " + node.kind());
    return null;
  }

  private static String unknown(String key, Set<String> known) {
    return "unknown key "
        + Spelling.quote(key)
        + Spelling.nearest(key, known)
            .map(word -> "; did you mean " + Spelling.quote(word) + "?")
            .orElse("; known here: " + String.join(", ", known));
  }
}
