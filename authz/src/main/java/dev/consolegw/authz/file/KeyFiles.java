package dev.consolegw.authz.file;

import dev.consolegw.authz.SshKey;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keys of the files that {@code keys-file} names, each as it was read last: while one file
 * changes, the others need not be read. Not thread-safe; does disk I/O.
 */
public final class KeyFiles {
  private final Problems warnings;
  private final Map<Path, List<SshKey>> read;

  /**
   * Has read nothing yet.
   *
   * @param warnings get what is wrong with the files that are read
   */
  public KeyFiles(Problems warnings) {
    this(warnings, Map.of());
  }

  private KeyFiles(Problems warnings, Map<Path, List<SshKey>> read) {
    this.warnings = warnings;
    this.read = new HashMap<>(read);
  }

  /** The same files, of which these are read again when somebody asks. */
  public KeyFiles without(Set<Path> changed, Problems newWarnings) {
    var same = new KeyFiles(newWarnings, read);
    same.read.keySet().removeAll(changed);
    return same;
  }

  /** The keys of a file, which is read unless it was before. */
  List<SshKey> keys(Located<Path> file) {
    var known = read.get(file.value());
    if (known == null) {
      known = List.copyOf(new AuthorizedKeys(warnings).file(file));
      read.put(file.value(), known);
    }
    return known;
  }
}
