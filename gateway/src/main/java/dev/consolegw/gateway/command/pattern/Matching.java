package dev.consolegw.gateway.command.pattern;

import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Where patterns are looked for: not on the threads that carry everybody's sessions. */
@FunctionalInterface
public interface Matching {
  /** On the thread that asks, for texts of a known size. */
  Matching HERE = BooleanSupplier::getAsBoolean;

  /**
   * Waits for a turn, and for what the look finds. It should take a fraction of a second.
   *
   * @throws IOException when nobody wants to know any more
   */
  boolean look(BooleanSupplier look) throws IOException;
}
