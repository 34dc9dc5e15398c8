package dev.consolegw.config.yaml;

/**
 * A value and the place that it was read from, so that a mistake found later (an address that does
 * not parse, a key that is none) can still be reported where it stands.
 */
public record Located<T>(T value, Where where) {

  /** A value that no file holds, such as a default or one that a program made. */
  public static <T> Located<T> built(T value) {
    return new Located<>(value, Where.BUILT_IN);
  }
}
