package dev.consolegw.gateway;

import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Which package may see which. The rules speak of a root package, so that they can be tried on
 * another tree than the gateway's.
 */
record Architecture(String root) {

  /**
   * The packages of the gateway from top to bottom, each with all that it may see beside itself.
   */
  enum Room {
    SSH,
    CLIENT,
    CHECK,
    SFTP,
    PICKER,
    COMMAND,
    OPS,
    RECORDING,
    CONSOLE,
    LINE,
    HISTORY,
    DIRECTORY,
    BACKEND,
    TERMINAL,
    FAULT,
    DEMO;

    private List<String> sees() {
      return switch (this) {
        case SSH ->
            List.of(
                "sftp",
                "picker",
                "command",
                "recording",
                "console",
                "line",
                "history",
                "directory",
                "backend",
                "fault",
                "authz",
                "config");
        case CLIENT -> List.of("console", "line", "backend", "authz", "config");
        case CHECK -> List.of("console", "backend", "authz", "config");
        case PICKER -> List.of("command", "console", "directory", "backend", "authz");
        case SFTP ->
            List.of(
                "command",
                "recording",
                "console",
                "history",
                "directory",
                "backend",
                "fault",
                "authz");
        case COMMAND ->
            List.of(
                "recording",
                "console",
                "line",
                "history",
                "directory",
                "backend",
                "terminal",
                "fault",
                "authz",
                "config");
        case OPS -> List.of("ssh", "console", "history", "directory", "backend", "authz", "config");
        case RECORDING ->
            List.of("console", "history", "directory", "backend", "fault", "authz", "config");
        case CONSOLE ->
            List.of(
                "line", "history", "directory", "backend", "terminal", "fault", "authz", "config");
        case LINE -> List.of("directory", "backend", "authz", "config");
        case HISTORY -> List.of("backend", "fault", "config");
        case DIRECTORY -> List.of("backend", "authz", "config");
        case BACKEND -> List.of("fault");
        case TERMINAL, FAULT, DEMO -> List.of();
      };
    }

    private String folder() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean maySee(Room other) {
      return this == other || sees().contains(other.folder());
    }
  }

  /** No room sees what its line does not name. */
  ArchRule arrowsOf(Room room) {
    return noClasses()
        .that(are(room))
        .should(dependOnClassesThat(areOutsideOf(room)))
        .because("arrows point down only, and each room names what it sees")
        .allowEmptyShould(true);
  }

  /** The root wires all and is seen by none. */
  ArchRule nobodySeesTheRoot() {
    return noClasses()
        .that()
        .resideInAPackage(root + ".*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(root)
        .because("the root sees all and nobody sees it")
        .allowEmptyShould(true);
  }

  /** A package without a line in {@link Room} would be bound by nothing. */
  ArchRule everyPackageIsARoom() {
    String[] rooms =
        Arrays.stream(Room.values()).map(room -> packages(room)).toArray(String[]::new);
    return classes()
        .that()
        .resideInAPackage(root + ".*..")
        .should()
        .resideInAnyPackage(rooms)
        .because("a new package needs its line in Room")
        .allowEmptyShould(true);
  }

  ArchRule noCycles() {
    return slices().matching(root + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);
  }

  /** A library that one room keeps to itself. */
  ArchRule onlyIn(Room room, String library) {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackage(packages(room))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .because(room.folder() + " keeps it to itself")
        .allowEmptyShould(true);
  }

  private DescribedPredicate<JavaClass> are(Room room) {
    return JavaClass.Predicates.resideInAPackage(packages(room));
  }

  private DescribedPredicate<JavaClass> areOutsideOf(Room room) {
    var hidden = DescribedPredicate.<JavaClass>alwaysFalse();
    for (Room other : Room.values()) {
      if (!room.maySee(other)) {
        hidden = hidden.or(are(other));
      }
    }
    for (String module : List.of("authz", "config")) {
      if (!room.sees().contains(module)) {
        hidden = hidden.or(JavaClass.Predicates.resideInAPackage("dev.consolegw." + module + ".."));
      }
    }
    return hidden.as("are not among %s", room.sees());
  }

  private String packages(Room room) {
    return root + "." + room.folder() + "..";
  }
}
