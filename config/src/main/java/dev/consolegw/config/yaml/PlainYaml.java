package dev.consolegw.config.yaml;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * YAML files of other programs, whose keys are not ours to check. Values are {@code String}, {@code
 * List} and {@code Map}; what says nothing is left out. The merge key {@code <<} is followed, since
 * other programs' readers do.
 */
public final class PlainYaml {
  private PlainYaml() {}

  /**
   * Reads a file that holds keys and values, or nothing (then with a problem) when it does not.
   * Blocks on the disk: not for a virtual thread.
   */
  public static Optional<Map<String, Object>> read(Path file, Problems problems) {
    var text = TextFile.read(file, problems);
    var root = text.flatMap(it -> YamlReader.read(file.toString(), it, problems));
    if (root.isPresent() && root.get() instanceof Node.Mapping mapping) {
      return Optional.of(map(mapping));
    }
    root.ifPresent(
        node -> problems.add(node.where(), "keys and values must stand here, not " + node.kind()));
    return Optional.empty();
  }

  private static Map<String, Object> map(Node.Mapping mapping) {
    Map<String, Object> values = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach((key, entry) -> {
          if (!key.equals("<<") && !entry.value().isNothing()) {
            values.put(key, value(entry.value()));
          }
        });
    var merged = mapping.entries().get("<<");
    if (merged != null && merged.value() instanceof Node.Mapping more) {
      map(more).forEach(values::putIfAbsent);
    }
    return values;
  }

  private static Object value(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> scalar.text();
      case Node.Sequence list -> List.copyOf(list.items().stream().map(PlainYaml::value).toList());
      case Node.Mapping mapping -> map(mapping);
    };
  }
}
