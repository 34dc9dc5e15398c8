package dev.consolegw.authz.name;

import java.util.List;

/** What a name turned out to mean. */
public sealed interface Lookup<T> {

  /** Exactly this one. */
  record Found<T>(T one) implements Lookup<T> {}

  /** Several that it means equally well, in the order of the candidates. Never guess: list them. */
  record Ambiguous<T>(List<T> candidates) implements Lookup<T> {
    public Ambiguous {
      candidates = List.copyOf(candidates);
    }
  }

  /** None of them. */
  record None<T>() implements Lookup<T> {}
}
