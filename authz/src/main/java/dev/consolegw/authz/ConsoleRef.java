package dev.consolegw.authz;

import dev.consolegw.authz.name.Named;
import java.util.Map;
import java.util.Set;

/**
 * A server as policies see it.
 *
 * @param directory which directory it comes from, {@code file} for the embedded one
 * @param project what it belongs to, as that directory calls it
 * @param id stable identity within the directory (a UUID in a cloud)
 * @param name what people call it; not unique
 * @param labels metadata that may lower a right
 * @param projectAliases other ways to write the project
 */
public record ConsoleRef(
    String directory,
    String project,
    String id,
    String name,
    Map<String, String> labels,
    Set<String> projectAliases)
    implements Named {
  public ConsoleRef {
    labels = Map.copyOf(labels);
    projectAliases = Set.copyOf(projectAliases);
  }

  /** A server whose project has one way to be written. */
  public ConsoleRef(
      String directory, String project, String id, String name, Map<String, String> labels) {
    this(directory, project, id, name, labels, Set.of());
  }
}
