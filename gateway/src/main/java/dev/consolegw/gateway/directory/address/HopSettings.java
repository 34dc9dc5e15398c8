package dev.consolegw.gateway.directory.address;

import dev.consolegw.config.Settings;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.transport.Hop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns what the configuration says of a way into its {@link Hop}s. */
public final class HopSettings {
  private HopSettings() {}

  /** The hops, or nothing when one of them has a mistake, which is noted. */
  public static Optional<List<Hop>> way(
      List<Settings.Via> via, Settings.Hops common, Problems problems) {
    var hops = new ArrayList<Hop>();
    for (var one : via) {
      hop(one, common, problems).ifPresent(hops::add);
    }
    return hops.size() == via.size() ? Optional.of(List.copyOf(hops)) : Optional.empty();
  }

  private static Optional<Hop> hop(Settings.Via via, Settings.Hops common, Problems problems) {
    boolean saysItself = via.key().isPresent() || via.agent().isPresent();
    var key =
        key(
            via,
            saysItself ? via.key() : common.key(),
            saysItself ? via.agent() : common.agent(),
            problems);
    var knownHosts = via.knownHosts().or(common::knownHosts);
    if (knownHosts.isEmpty()) {
      problems.add(
          via.where(),
          "whom to trust as this hop is missing; write known-hosts, here or under hops:"
              + " no host is trusted unseen");
    }
    try {
      var parsed =
          Addresses.parseHop(
              via.to().value(),
              knownHosts.map(Located::value).orElse(Path.of("/")),
              key.orElse(new Hop.Key.File(Path.of("/"))));
      return key.isPresent() && knownHosts.isPresent() ? Optional.of(parsed) : Optional.empty();
    } catch (IllegalArgumentException mistake) {
      problems.add(via.to().where(), String.valueOf(mistake.getMessage()));
      return Optional.empty();
    }
  }

  private static Optional<Hop.Key> key(
      Settings.Via via,
      Optional<Located<Path>> file,
      Optional<Located<Path>> agent,
      Problems problems) {
    if (file.isPresent() == agent.isPresent()) {
      problems.add(
          via.where(),
          file.isPresent()
              ? "this hop has both a key and an agent; write one of them"
              : "what to sign in to this hop with is missing; write key or agent, here or under"
                  + " hops");
      return Optional.empty();
    }
    return file.isPresent()
        ? Optional.of(new Hop.Key.File(file.get().value()))
        : Optional.of(new Hop.Key.Agent(agent.orElseThrow().value()));
  }
}
