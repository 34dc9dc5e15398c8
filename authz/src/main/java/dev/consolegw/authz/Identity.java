package dev.consolegw.authz;

import java.util.Set;

/**
 * Who signed in: one key, and everybody whose key it is. Each of them is judged separately, and a
 * denial binds only the one it names.
 */
public record Identity(SshKey key, Set<Person> owners) {
  public Identity {
    owners = Set.copyOf(owners);
    if (owners.isEmpty()) {
      throw new IllegalArgumentException("a key that belongs to nobody is no identity");
    }
  }
}
