package dev.consolegw.authz.openstack.client;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** A version of Nova's API, such as 2.10. */
record Microversion(int major, int minor) implements Comparable<Microversion> {
  /** What every Nova speaks. */
  static final Microversion FIRST = new Microversion(2, 1);

  /** From here on an administrator sees other people's key pairs. */
  static final Microversion KEYS_OF_OTHERS = new Microversion(2, 10);

  /** From here on key pairs come in pages. */
  static final Microversion KEYS_IN_PAGES = new Microversion(2, 35);

  /** From here on a console is asked for by remote-consoles, and no longer by actions. */
  static final Microversion REMOTE_CONSOLES = new Microversion(2, 6);

  private static final Pattern FORM = Pattern.compile("(\\d{1,3})\\.(\\d{1,5})");

  static Optional<Microversion> parse(String text) {
    var form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(
            new Microversion(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2))))
        : Optional.empty();
  }

  boolean atLeast(Microversion other) {
    return compareTo(other) >= 0;
  }

  @Override
  public int compareTo(Microversion other) {
    return Comparator.comparingInt(Microversion::major)
        .thenComparingInt(Microversion::minor)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
