package dev.consolegw.gateway.access;

import dev.consolegw.authz.Identity;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ConsoleId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What somebody may open by a ticket or a cookie, as long as they may open it at all. */
public sealed interface Pass {
  /** Of whoever the ticket was given to. */
  Identity identity();

  /** What it is for, in the log. */
  String subject();

  /**
   * One console.
   *
   * @param port as it was asked for; empty for the first
   * @param lasting for how long its ticket was to be used again and again; zero for once
   */
  record OfConsole(
      Identity identity, ConsoleId console, Naming naming, Optional<String> port, Duration lasting)
      implements Pass {
    @Override
    public String subject() {
      return console.toString();
    }
  }

  /** Every console of theirs, and the list of these. */
  record OfList(Identity identity) implements Pass {
    @Override
    public String subject() {
      return "list";
    }
  }

  /** What a server is called by those who come for its console. */
  record Naming(String id, String project, String server) {
    /** As its directory calls it. */
    public static Naming of(ConsoleEntry entry) {
      var server = entry.server();
      return new Naming(server.id(), server.project(), server.name());
    }

    /** Its id, where it has one. */
    public String shortest() {
      return id.isEmpty() ? server : id;
    }

    /** {@code project/name}. */
    public String full() {
      return project + '/' + server;
    }

    /** Whether it is called so. */
    public boolean has(String name) {
      return !name.isEmpty() && List.of(id, server, full()).contains(name);
    }
  }
}
