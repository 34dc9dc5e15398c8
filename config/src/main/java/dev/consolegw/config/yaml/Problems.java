package dev.consolegw.config.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects every mistake of a configuration, so that all are reported at once. Not thread-safe. */
public final class Problems {
  private final List<Problem> found = new ArrayList<>();

  /** One mistake: what is wrong, and what to write instead. */
  public record Problem(Where where, String text) {
    @Override
    public String toString() {
      return where + ": " + text;
    }
  }

  /** Adds one; the text is one sentence, and what it quotes can be printed. */
  public void add(Where where, String text) {
    found.add(new Problem(where, text));
  }

  /** Whether nothing was found so far. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** All of them, each once, in the order of the file. */
  public List<Problem> all() {
    return found.stream()
        .distinct()
        .sorted(
            Comparator.comparing((Problem p) -> p.where().file())
                .thenComparingInt(p -> p.where().line())
                .thenComparingInt(p -> p.where().column()))
        .toList();
  }

  /**
   * Ends a load.
   *
   * @throws SettingsException when anything was found
   */
  public void throwIfAny() throws SettingsException {
    if (!found.isEmpty()) {
      throw new SettingsException(all());
    }
  }
}
