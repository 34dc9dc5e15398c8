package dev.consolegw.authz.openstack;

import dev.consolegw.authz.Right;
import dev.consolegw.authz.ShellTerms;
import dev.consolegw.authz.Terms;
import dev.consolegw.config.OpenStackSettings;
import dev.consolegw.config.Settings.Past;
import dev.consolegw.config.Settings.Sessions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * On which terms people are let in.
 *
 * @param byRole in the order in which roles have their say
 * @param shells what may be done in guests, by role; of roles that let write alone
 * @param links for how long links may be used again and again, by role
 * @param live the roles that do not let read what was printed before
 * @param standard for what no role says
 */
record RoleTerms(
    Map<String, Sessions> byRole,
    Map<String, ShellTerms> shells,
    Map<String, Duration> links,
    Set<String> live,
    Sessions standard) {

  /** Those of a configuration. */
  static RoleTerms of(OpenStackSettings settings, Sessions standard) {
    var shells = new HashMap<String, ShellTerms>();
    var links = new HashMap<String, Duration>();
    var live = new HashSet<String>();
    settings
        .rights()
        .forEach((role, said) -> {
          links.put(role, said.url().longest());
          if (said.history() == Past.NONE) {
            live.add(role);
          }
          if (Right.valueOf(said.right().name()).includes(Right.WRITE)) {
            shells.put(role, ShellTerms.of(said.shell()));
          }
        });
    return new RoleTerms(
        settings.sessions(), Map.copyOf(shells), Map.copyOf(links), Set.copyOf(live), standard);
  }

  /** Of these roles, the first that says a key counts; then what holds for all. */
  Terms of(Set<String> roles) {
    var said = new ArrayList<Sessions>();
    byRole.forEach((role, sessions) -> {
      if (roles.contains(role)) {
        said.add(sessions);
      }
    });
    said.add(standard);
    return Terms.of(said);
  }

  /** All that one of these roles allows. */
  ShellTerms shell(Set<String> roles) {
    return ShellTerms.union(
        roles.stream().flatMap(role -> Optional.ofNullable(shells.get(role)).stream()).toList());
  }

  /** The longest that one of these roles allows. */
  Duration link(Set<String> roles) {
    return roles.stream()
        .map(role -> links.getOrDefault(role, Duration.ZERO))
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** Whether one of these roles that gives a right lets read what was printed before. */
  boolean past(Set<String> roles, RoleRights rights) {
    return roles.stream()
        .filter(role -> rights.of(Set.of(role)).isPresent())
        .anyMatch(role -> !live.contains(role));
  }
}
