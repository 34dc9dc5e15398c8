package dev.consolegw.authz;

import java.util.Set;

/**
 * Who signed in: one credential, and everybody whose it is. Each of them is judged separately, and
 * a denial binds only the one it names.
 */
public record Identity(Credential credential, Set<Person> owners) {
  public Identity {
    owners = Set.copyOf(owners);
    if (owners.isEmpty()) {
      throw new IllegalArgumentException("a credential that belongs to nobody is no identity");
    }
  }
}
