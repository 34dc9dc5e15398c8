package dev.consolegw.gateway.directory;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.name.Named;
import java.util.List;
import java.util.Set;

/** A server that somebody may open, its serial ports in order, and the proof of it. */
public record VisibleServer(List<ConsoleEntry> ports, Grant grant) implements Named {
  public VisibleServer {
    ports = List.copyOf(ports);
  }

  @Override
  public String id() {
    return grant.console().id();
  }

  @Override
  public String name() {
    return grant.console().name();
  }

  @Override
  public String project() {
    return grant.console().project();
  }

  @Override
  public Set<String> projectAliases() {
    return grant.console().projectAliases();
  }
}
