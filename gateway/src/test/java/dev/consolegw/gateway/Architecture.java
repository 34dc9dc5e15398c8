package dev.consolegw.gateway;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which package may see which, by a plan of the house: a text with a line for each room, from the
 * top floor down, {@code room: what it sees}. A room is one package, without those below it; {@code
 * authz} and {@code config} are modules of their own, everything else stands below the root. A
 * sub-room is for the rooms of its parent, unless a {@code +} behind its name shows it to all.
 *
 * @param root the package of the tree, so that the rules can be tried on another than the gateway's
 * @param rooms from the top floor down
 */
record Architecture(String root, List<Room> rooms) {
  private static final String PROJECT = "dev.consolegw";

  /** One package, and the names of all that it may see beside itself. */
  record Room(String name, boolean isOpen, Set<String> sees) {
    static Room parse(String line) {
      var parts = line.split(":", 2);
      var sees = Stream.of(parts[1].split(" ")).filter(word -> !word.isEmpty()).collect(toSet());
      var name = parts[0].replace("+", "");
      return new Room(name, !name.equals(parts[0]), sees);
    }

    /** The room above a sub-room; empty for one that is none. */
    private String parent() {
      return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }

    private boolean isShownTo(Room other) {
      var family = parent();
      return family.isEmpty()
          || isOpen
          || other.name.equals(family)
          || other.name.startsWith(family + ".");
    }
  }

  /** One class that uses another, in the rooms where they are. */
  private record Arrow(String from, String to, String classes) {}

  static Architecture of(String root, String plan) {
    return new Architecture(
        root,
        plan.lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(Room::parse)
            .toList());
  }

  /** The classes that see what their room's line does not name. */
  Set<String> forbidden(JavaClasses classes) {
    return lines(
        arrows(classes)
            .filter(arrow -> !arrow.from.equals("") && !arrow.to.equals(""))
            .filter(arrow -> !sees(arrow.from, arrow.to))
            .map(arrow -> arrow.classes));
  }

  /** What the plan permits and nobody does: a door that should be a wall. */
  Set<String> unused(JavaClasses classes) {
    var used = arrows(classes).map(arrow -> arrow.from + " -> " + arrow.to).collect(toSet());
    return lines(
        rooms.stream()
            .flatMap(room -> room.sees.stream().map(other -> room.name + " -> " + other))
            .filter(arrow -> !used.contains(arrow)));
  }

  /** The arrows of the plan that do not point down. */
  Set<String> upward() {
    var seen = new HashSet<String>();
    var found = new TreeSet<String>();
    for (var room : rooms) {
      seen.add(room.name);
      room.sees.stream()
          .filter(seen::contains)
          .map(it -> room.name + " -> " + it)
          .forEach(found::add);
    }
    return found;
  }

  /** The arrows of the plan into a sub-room that is not for them. */
  Set<String> intoSubRooms() {
    return lines(
        rooms.stream()
            .flatMap(room ->
                rooms.stream()
                    .filter(other -> room.sees.contains(other.name) && !other.isShownTo(room))
                    .map(other -> room.name + " -> " + other.name)));
  }

  /** The classes that see the root, which sees all. */
  Set<String> seeingTheRoot(JavaClasses classes) {
    return lines(
        arrows(classes)
            .filter(arrow -> arrow.to.equals("") && !arrow.from.equals(""))
            .map(arrow -> arrow.classes));
  }

  /** The classes in a package without a line in the plan, which nothing would bind. */
  Set<String> withoutRoom(JavaClasses classes) {
    var names = rooms.stream().map(Room::name).collect(toSet());
    return lines(
        ours(classes)
            .filter(it -> !room(it).equals("") && !names.contains(room(it)))
            .map(JavaClass::getName));
  }

  /** The rooms with more files than a reader holds in mind. */
  Set<String> crowded(JavaClasses classes, int most) {
    var files =
        ours(classes)
            .filter(it -> !it.getSimpleName().equals("package-info"))
            .collect(groupingBy(this::room, mapping(Architecture::file, toSet())));
    return lines(
        files.entrySet().stream()
            .filter(room -> room.getValue().size() > most)
            .map(room -> room.getKey() + ": " + room.getValue().size() + " files"));
  }

  /** The classes outside a room that use a library which it keeps to itself. */
  Set<String> using(JavaClasses classes, String library, String... rooms) {
    return lines(
        classes.stream()
            .filter(it ->
                Stream.of(rooms)
                    .noneMatch(room -> room(it).equals(room) || room(it).startsWith(room + ".")))
            .flatMap(it -> it.getDirectDependenciesFromSelf().stream())
            .filter(it -> it.getTargetClass().getPackageName().startsWith(library))
            .map(it -> it.getOriginClass().getName() + " -> " + it.getTargetClass().getName()));
  }

  /** Circles of packages, at every level. */
  ArchRule noCycles() {
    return slices().matching(root + ".(**)").should().beFreeOfCycles().allowEmptyShould(true);
  }

  private boolean sees(String from, String to) {
    return rooms.stream().anyMatch(room -> room.name.equals(from) && room.sees.contains(to));
  }

  private Stream<Arrow> arrows(JavaClasses classes) {
    return ours(classes)
        .flatMap(it -> it.getDirectDependenciesFromSelf().stream())
        .filter(it -> it.getTargetClass().getPackageName().startsWith(PROJECT))
        .map(it ->
            new Arrow(
                room(it.getOriginClass()),
                room(it.getTargetClass()),
                it.getOriginClass().getName() + " -> " + it.getTargetClass().getName()))
        .filter(arrow -> !arrow.from.equals(arrow.to));
  }

  private Stream<JavaClass> ours(JavaClasses classes) {
    return classes.stream().filter(it -> it.getPackageName().startsWith(PROJECT));
  }

  /** The name of a class's package in the plan; of the root it is empty. */
  private String room(JavaClass type) {
    var name = type.getPackageName();
    if (name.equals(root)) {
      return "";
    }
    var prefix = name.startsWith(root + ".") ? root : PROJECT;
    return name.startsWith(prefix + ".") ? name.substring(prefix.length() + 1) : name;
  }

  private static String file(JavaClass type) {
    return type.getSource().flatMap(it -> it.getFileName()).orElse(type.getSimpleName());
  }

  private static Set<String> lines(Stream<String> found) {
    return found.collect(TreeSet::new, Set::add, Set::addAll);
  }
}
