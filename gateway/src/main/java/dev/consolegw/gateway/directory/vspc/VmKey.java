package dev.consolegw.gateway.directory.vspc;

import dev.consolegw.gateway.directory.ConsoleId;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Which console a claim is about, and where that stands among others. No state. */
final class VmKey {
  private static final String UNNAMED = "host=";
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private VmKey() {}

  /**
   * The console: that of the VM's UUID, or else of its name, or else of a place of its host's.
   *
   * @param connected whether somebody is connected as this console
   */
  static ConsoleId of(Claim claim, String project, Predicate<ConsoleId> connected) {
    if (!claim.uuid().isEmpty()) {
      return id(claim.uuid(), project, claim);
    }
    return claim.name().isEmpty()
        ? unnamed(claim, project, connected)
        : id("name=" + Claim.plain(claim.name()), project, claim);
  }

  private static ConsoleId id(String vm, String project, Claim claim) {
    return new ConsoleId(VspcDirectory.NAME, vm + '@' + Claim.plain(project), claim.port());
  }

  /** The first place of a host where no VM is connected that says nothing of itself. */
  private static ConsoleId unnamed(Claim claim, String project, Predicate<ConsoleId> connected) {
    for (int number = 1; ; number++) {
      var host = UNNAMED + Claim.plain(claim.from().getHostAddress());
      var id = id(host + '-' + number, project, claim);
      if (!connected.test(id)) {
        return id;
      }
    }
  }

  /** What people call it. */
  static String name(ConsoleId id, Claim claim) {
    if (!claim.name().isEmpty()) {
      return claim.name();
    }
    return claim.uuid().isEmpty()
        ? id.server().substring(UNNAMED.length(), id.server().lastIndexOf('@'))
        : claim.uuid();
  }

  /** Where a port stands among others: those of one VM together, s9 before s10. */
  static String place(ConsoleId id) {
    var port =
        NUMBER
            .matcher(id.port())
            .replaceAll(
                digits -> "0".repeat(Math.max(0, 10 - digits.group().length())) + digits.group());
    return id.server() + '\n' + port + '\n' + id.port();
  }
}
