package dev.consolegw.authz;

/**
 * Somebody, qualified by where we know them from: {@code file:alice} is not {@code
 * openstack:Default/alice}.
 */
public record Person(String source, String name) {
  @Override
  public String toString() {
    return source + ':' + name;
  }
}
