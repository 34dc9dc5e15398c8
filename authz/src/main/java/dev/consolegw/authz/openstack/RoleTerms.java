package dev.consolegw.authz.openstack;

import dev.consolegw.authz.Terms;
import dev.consolegw.config.Settings.Sessions;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;

/**
 * On which terms people are let in.
 *
 * @param byRole in the order in which roles have their say
 * @param standard for what no role says
 */
record RoleTerms(Map<String, Sessions> byRole, Sessions standard) {

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
}
