package dev.consolegw.gateway.export;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.file.ConsolePattern;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whose output a log system wants: the same as another if it has the same patterns. Any thread. */
final class WantedConsoles {
  private final Set<String> texts;
  private final List<ConsolePattern> patterns;

  private WantedConsoles(Collection<String> texts) {
    this.texts = Set.copyOf(texts);
    this.patterns = texts.stream().flatMap(text -> pattern(text).stream()).toList();
  }

  /**
   * Those of whom the settings speak.
   *
   * @param patterns {@code project/name}; what is none stands for nobody
   */
  static WantedConsoles of(Collection<String> patterns) {
    return new WantedConsoles(patterns);
  }

  private static Optional<ConsolePattern> pattern(String text) {
    try {
      return Optional.of(ConsolePattern.parse(text));
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  /** As they are written. */
  Stream<String> patterns() {
    return texts.stream().sorted();
  }

  /** Whether this server is one of them, under any name of its project. */
  boolean wants(ConsoleRef server) {
    return Stream.concat(Stream.of(server.project()), server.projectAliases().stream())
        .anyMatch(project ->
            patterns.stream().anyMatch(pattern -> pattern.matches(project, server.name())));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WantedConsoles those && texts.equals(those.texts);
  }

  @Override
  public int hashCode() {
    return texts.hashCode();
  }

  @Override
  public String toString() {
    return texts.toString();
  }
}
