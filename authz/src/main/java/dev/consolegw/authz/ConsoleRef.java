package dev.consolegw.authz;

import java.util.Map;

/**
 * A server as policies see it.
 *
 * @param directory which directory it comes from, {@code file} for the embedded one
 * @param project what it belongs to, as that directory calls it
 * @param id stable identity within the directory (a UUID in a cloud)
 * @param name what people call it; not unique
 * @param labels metadata that may lower a right
 */
public record ConsoleRef(
    String directory, String project, String id, String name, Map<String, String> labels)
    implements Named {
  public ConsoleRef {
    labels = Map.copyOf(labels);
  }
}
