package dev.consolegw.gateway.connection;

/** Who types. */
@FunctionalInterface
public interface InputAck {

  /** Told before each piece of its bytes is given to the far side, by whoever sends it. */
  default void going() {}

  /**
   * Told of every byte once, by any thread; must not block.
   *
   * @param sent false when the bytes were thrown away
   */
  void taken(int bytes, boolean sent);
}
