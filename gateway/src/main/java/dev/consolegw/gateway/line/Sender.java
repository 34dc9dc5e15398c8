package dev.consolegw.gateway.line;

/** Who types. */
@FunctionalInterface
public interface Sender {

  /**
   * Told of every byte once, by any thread; must not block.
   *
   * @param sent false when the bytes were thrown away
   */
  void taken(int bytes, boolean sent);
}
