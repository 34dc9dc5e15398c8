package dev.consolegw.authz;

/**
 * Somebody, qualified by where we know them from: {@code file:alice} is not {@code
 * openstack:Default/alice}. Two are the same when their source and id are: a name can be given
 * away, or to somebody new.
 *
 * @param name for people to read
 * @param id stable identity within the source
 */
public record Person(String source, String name, String id) {

  /** Somebody of a source that knows people by name alone. */
  public Person(String source, String name) {
    this(source, name, name);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Person(var from, var _, var same)
        && source.equals(from)
        && id.equals(same);
  }

  @Override
  public int hashCode() {
    return 31 * source.hashCode() + id.hashCode();
  }

  @Override
  public String toString() {
    return source + ':' + name;
  }
}
