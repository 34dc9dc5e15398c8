package dev.consolegw.authz.openstack;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A project of the cloud.
 *
 * @param domain its domain's name, or the domain's id when we may not know the name
 */
public record CloudProject(String id, String name, String domain) {

  /** With its domain in front, for two of one name. */
  public String qualified() {
    return domain + ":" + name;
  }

  /** All the ways in which people write it. */
  public Set<String> spellings() {
    return Stream.of(id, name, qualified()).collect(Collectors.toUnmodifiableSet());
  }
}
