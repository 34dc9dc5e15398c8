package dev.consolegw.authz.name;

import java.util.Set;

/** Something that a {@link ConsoleName} can mean. */
public interface Named {

  /** Stable identity; compared as a UUID if it is one. */
  String id();

  /** What people call it; not unique, and chosen by strangers. */
  String name();

  /** What it belongs to, as people write it before the {@code /}. */
  String project();

  /** What people may write before the {@code /} as well, such as the project's id. */
  default Set<String> projectAliases() {
    return Set.of();
  }
}
