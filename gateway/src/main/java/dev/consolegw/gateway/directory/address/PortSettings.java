package dev.consolegw.gateway.directory.address;

import dev.consolegw.config.Settings;
import dev.consolegw.config.value.Secret;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.QmpAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Turns what the configuration says of a serial port into a {@link DialTarget}. */
public record PortSettings(
    Map<String, Secret> headers,
    Optional<Located<Path>> ticketFile,
    String subprotocol,
    Optional<Located<Path>> ca,
    Optional<Located<String>> qmp,
    String chardev,
    List<Settings.Via> via,
    Settings.Hops hops) {
  /** To ask whether an address has a place for a ticket, whichever it is. */
  private static final String ANY = "ticket";

  /** The target of a console with one port, or nothing when it has a mistake, which is noted. */
  public static Optional<DialTarget> of(
      Settings settings, Settings.Console console, Located<String> address, Problems problems) {
    return new PortSettings(
            console.headers(),
            console.ticketFile(),
            console.subprotocol(),
            console.ca(),
            console.qmp(),
            console.chardev(),
            console.via(),
            settings.hops())
        .target(address, problems);
  }

  /** The same for one port of a console that has several. */
  public static Optional<DialTarget> of(
      Settings settings, Settings.Console console, Settings.Port port, Problems problems) {
    return new PortSettings(
            port.headers(),
            port.ticketFile(),
            port.subprotocol(),
            port.ca(),
            port.qmp(),
            port.chardev(),
            port.via().isEmpty() ? console.via() : port.via(),
            settings.hops())
        .target(port.address(), problems);
  }

  /** The target, or nothing when its address has a mistake, which is noted. */
  private Optional<DialTarget> target(Located<String> address, Problems problems) {
    var plain =
        headers.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, header -> header.getValue().value()));
    var extras = new Addresses.Extras(plain, subprotocol, ca.map(Located::value));
    var way = HopSettings.way(via, hops, problems);
    try {
      var parsed = Addresses.parse(address.value(), extras).through(way.orElse(List.of()));
      checkTicket(parsed, problems);
      var target = new DialTarget(parsed, qmp(problems));
      return way.map(_ -> target);
    } catch (IllegalArgumentException mistake) {
      problems.add(address.where(), String.valueOf(mistake.getMessage()));
      return Optional.empty();
    }
  }

  /** Its file is read by whoever dials; here only whether the address has a place for it. */
  private void checkTicket(ConsoleAddress address, Problems problems) {
    try {
      ticketFile.ifPresent(_ -> address.bearing(ANY));
    } catch (IllegalArgumentException mistake) {
      problems.add(ticketFile.orElseThrow().where(), String.valueOf(mistake.getMessage()));
    }
  }

  private Optional<QmpAddress> qmp(Problems problems) {
    try {
      return qmp.map(text -> Addresses.parseQmp(text.value(), chardev));
    } catch (IllegalArgumentException mistake) {
      problems.add(qmp.orElseThrow().where(), String.valueOf(mistake.getMessage()));
      return Optional.empty();
    }
  }
}
