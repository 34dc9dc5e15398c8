package dev.consolegw.authz.openstack;

import dev.consolegw.authz.Right;
import dev.consolegw.config.OpenStackSettings;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a role means here. Roles that are not named mean nothing. */
record RoleRights(Map<String, Right> byRole) {
  /** What holds when the configuration says nothing. */
  static final RoleRights STANDARD =
      new RoleRights(Map.of("reader", Right.WATCH, "member", Right.WRITE, "admin", Right.MANAGE));

  /** The server's owner may lower rights with this, to {@code watch}, {@code write} or none. */
  static final String MAX_RIGHT = "console-gw:max-right";

  static final String DISABLED = "console-gw:disabled";

  static RoleRights of(Map<String, OpenStackSettings.RoleRight> configured) {
    var rights = new HashMap<String, Right>();
    configured.forEach((role, it) -> rights.put(role, Right.valueOf(it.right().name())));
    return configured.isEmpty() ? STANDARD : new RoleRights(Map.copyOf(rights));
  }

  /** The highest right of these roles. */
  Optional<Right> of(Set<String> roles) {
    return roles.stream()
        .flatMap(role -> Optional.ofNullable(byRole.get(role)).stream())
        .max(Comparator.naturalOrder());
  }

  /**
   * What metadata leaves of a right. It can only take away, for whoever may write to the project
   * may write it; what is not understood takes everything.
   */
  static Optional<Right> lowered(Right right, Map<String, String> labels) {
    var disabled = labels.getOrDefault(DISABLED, "false");
    if (!disabled.strip().equalsIgnoreCase("false")) {
      return Optional.empty();
    }
    var most = labels.get(MAX_RIGHT);
    if (most == null) {
      return Optional.of(right);
    }
    for (Right each : Right.values()) {
      if (each.name().equalsIgnoreCase(most.strip())) {
        return Optional.of(right.includes(each) ? each : right);
      }
    }
    return Optional.empty();
  }
}
