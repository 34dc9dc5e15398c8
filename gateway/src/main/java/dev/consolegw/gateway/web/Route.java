package dev.consolegw.gateway.web;

import java.util.List;

/** What a path leads to. */
sealed interface Route {
  /** A console's websocket, for a program. */
  record ToolSocket(String server) implements Route {}

  /** A console's page. */
  record Page(String project, String server) implements Route {}

  /** The websocket of that page. */
  record PageSocket(String project, String server) implements Route {}

  /** The page with the list. */
  record ListPage() implements Route {}

  /** What that page shows. */
  record ListData() implements Route {}

  /** What pages are made of. */
  record Asset(String file) implements Route {}

  /** Nothing. */
  record Nowhere() implements Route {}

  /**
   * Reads a path.
   *
   * @param path its segments
   */
  static Route of(List<String> path) {
    var first = path.getFirst();
    var last = path.getLast();
    return switch (path.size()) {
      case 1 ->
          first.isEmpty() ? new ListPage() : first.equals("vms") ? new ListData() : new Nowhere();
      case 2 -> first.equals("assets") ? new Asset(last) : new Nowhere();
      case 3 -> {
        if (first.equals("vms") && last.equals("console")) {
          yield new ToolSocket(path.get(1));
        }
        yield first.equals("c") ? new Page(path.get(1), last) : new Nowhere();
      }
      case 4 ->
          first.equals("c") && last.equals("console")
              ? new PageSocket(path.get(1), path.get(2))
              : new Nowhere();
      default -> new Nowhere();
    };
  }
}
