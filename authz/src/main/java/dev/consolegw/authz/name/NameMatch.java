package dev.consolegw.authz.name;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a name means a server, the strongest first. A stronger match hides the weaker ones, so nobody
 * can catch another server's visitors by naming a server after its UUID.
 */
public enum NameMatch {
  /** All 32 digits of its UUID, in any spelling. */
  UUID,
  /** Its name, character for character. */
  NAME,
  /** The first 8 or more digits of its UUID. */
  UUID_PREFIX;

  /** How this name means that server, if it does. A project, if given, must be its own. */
  public static Optional<NameMatch> of(ConsoleName name, Named server) {
    if (name.server().isEmpty()
        || name.project().filter(project -> !isOf(project, server)).isPresent()) {
      return Optional.empty();
    }
    var typed = UuidDigits.of(name.server());
    var id = UuidDigits.of(server.id()).filter(UuidDigits::isWhole);
    if (typed.isPresent() && typed.equals(id)) {
      return Optional.of(UUID);
    }
    if (name.server().equals(server.name())) {
      return Optional.of(NAME);
    }
    return typed.isPresent() && id.isPresent() && id.get().startsWith(typed.get())
        ? Optional.of(UUID_PREFIX)
        : Optional.empty();
  }

  private static boolean isOf(String project, Named server) {
    return project.equals(server.project()) || server.projectAliases().contains(project);
  }

  /** The one candidate that the name means best. Give it only what the person may open. */
  public static <T extends Named> Lookup<T> find(ConsoleName name, Collection<T> candidates) {
    Map<NameMatch, List<T>> matches = new EnumMap<>(NameMatch.class);
    for (T candidate : candidates) {
      of(name, candidate)
          .ifPresent(m -> matches.computeIfAbsent(m, _ -> new ArrayList<>()).add(candidate));
    }
    // An EnumMap runs in the order of the constants, so the first list is the strongest.
    return matches.values().stream().findFirst().map(NameMatch::lookup).orElse(new Lookup.None<>());
  }

  private static <T> Lookup<T> lookup(List<T> best) {
    return best.size() == 1 ? new Lookup.Found<>(best.getFirst()) : new Lookup.Ambiguous<>(best);
  }
}
