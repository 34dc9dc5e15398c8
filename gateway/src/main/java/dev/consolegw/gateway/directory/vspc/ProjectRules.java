package dev.consolegw.gateway.directory.vspc;

import dev.consolegw.config.VspcSettings;
import dev.consolegw.config.yaml.Located;
import java.util.List;
import java.util.Optional;

/** To which project a VM belongs: what the first rule says that matches. Immutable. */
record ProjectRules(List<VspcSettings.Project> rules) {
  ProjectRules {
    rules = List.copyOf(rules);
  }

  String project(Claim claim) {
    return rules.stream()
        .filter(rule -> matches(rule, claim))
        .map(rule -> rule.project().value())
        .findFirst()
        .orElse(VspcSettings.Project.OTHERS);
  }

  /** Whether the VMs of a project are servers of the cloud. */
  boolean isOfCloud(String project) {
    return rules.stream()
        .anyMatch(rule -> rule.openstack() && rule.project().value().equals(project));
  }

  private static boolean matches(VspcSettings.Project rule, Claim claim) {
    boolean fromThere =
        rule.from().isEmpty()
            || rule.from().stream().map(Located::value).anyMatch(net -> net.contains(claim.from()));
    return fromThere
        && matches(rule.name(), claim.name())
        && matches(rule.uuid(), claim.uuid())
        && matches(rule.uri(), claim.uri());
  }

  /**
   * A star stands for any run of characters. The pieces between stars are taken as early as they
   * come, which leaves the most room for the rest: over the text once, and never back.
   */
  private static boolean matches(Optional<String> pattern, String text) {
    if (pattern.isEmpty()) {
      return true;
    }
    var pieces = List.of(pattern.get().split("\\*", -1));
    var first = pieces.getFirst();
    var last = pieces.getLast();
    int end = text.length() - last.length();
    if (pieces.size() == 1 || end < first.length()) {
      return text.equals(first) && pieces.size() == 1;
    }
    int at = text.startsWith(first) && text.endsWith(last) ? first.length() : -1;
    for (int i = 1; i < pieces.size() - 1 && at >= 0; i++) {
      int found = text.indexOf(pieces.get(i), at);
      at = found < 0 || found + pieces.get(i).length() > end ? -1 : found + pieces.get(i).length();
    }
    return at >= 0;
  }
}
