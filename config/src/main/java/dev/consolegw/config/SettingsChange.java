package dev.consolegw.config;

import dev.consolegw.config.value.Spelling;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Where;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What differs between two readings of the configuration file, on whatever lines it stands. */
public final class SettingsChange {
  private SettingsChange() {}

  /**
   * The keys whose values differ, such as {@code rules} or {@code ssh.listen}, in the order of
   * {@link Settings}.
   */
  public static List<String> keys(Settings before, Settings after) {
    var keys = new ArrayList<String>();
    for (var part : Settings.class.getRecordComponents()) {
      var key = Spelling.kebab(part.getName());
      var old = section(value(part, before));
      var anew = section(value(part, after));
      if (old.isPresent() && anew.isPresent()) {
        for (var inner : old.get().getClass().getRecordComponents()) {
          if (differs(inner, old.get(), anew.get())) {
            keys.add(key + '.' + Spelling.kebab(inner.getName()));
          }
        }
      } else if (differs(part, before, after)) {
        keys.add(key);
      }
    }
    return List.copyOf(keys);
  }

  /** Whether two sections say the same, wherever they stand. */
  public static boolean isSame(Record one, Record other) {
    return plain(one).equals(plain(other));
  }

  /** One that is there, though it need not be. */
  private static Optional<Object> section(Object value) {
    return (value instanceof Optional<?> some ? some : Optional.of(value))
        .filter(Record.class::isInstance)
        .map(Object.class::cast);
  }

  private static boolean differs(RecordComponent part, Object before, Object after) {
    return !plain(value(part, before)).equals(plain(value(part, after)));
  }

  /** The same without the places in the file. The order of what has names counts, too. */
  private static Object plain(Object value) {
    return switch (value) {
      case Where _ -> "";
      case Located<?>(var held, var _) -> plain(held);
      case Optional<?> some -> some.map(SettingsChange::plain);
      case List<?> list -> list.stream().map(SettingsChange::plain).toList();
      case Map<?, ?> map -> {
        var values = new LinkedHashMap<Object, Object>();
        map.forEach((key, one) -> values.put(key, plain(one)));
        yield List.copyOf(values.entrySet());
      }
      case Record section ->
          Arrays.stream(section.getClass().getRecordComponents())
              .map(part -> plain(value(part, section)))
              .toList();
      default -> value;
    };
  }

  private static Object value(RecordComponent part, Object section) {
    try {
      return part.getAccessor().invoke(section);
    } catch (ReflectiveOperationException broken) {
      throw new IllegalStateException("cannot read " + part, broken);
    }
  }
}
