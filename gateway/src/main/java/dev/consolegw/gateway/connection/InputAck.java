package dev.consolegw.gateway.connection;

/** Who types. */
@FunctionalInterface
public interface InputAck {

  /**
   * Told of every byte once, by any thread; must not block.
   *
   * @param sent false when the bytes were thrown away
   */
  void taken(int bytes, boolean sent);
}
