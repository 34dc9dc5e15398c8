package dev.consolegw.config.value;

/** Text that may be a password or a token. Its {@code toString} does not show it. */
public record Secret(String value) {
  @Override
  public String toString() {
    return "(secret)";
  }
}
