package dev.consolegw.gateway.directory;

import dev.consolegw.config.Settings;
import dev.consolegw.config.value.Secret;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.QmpAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Turns what the configuration says of a serial port into a {@link DialTarget}. */
record PortSettings(
    Map<String, Secret> headers,
    String subprotocol,
    Optional<Located<Path>> ca,
    Optional<Located<String>> qmp,
    String chardev) {

  static Optional<DialTarget> of(
      Settings.Console console, Located<String> address, Problems problems) {
    return new PortSettings(
            console.headers(),
            console.subprotocol(),
            console.ca(),
            console.qmp(),
            console.chardev())
        .target(address, problems);
  }

  static Optional<DialTarget> of(Settings.Port port, Problems problems) {
    return new PortSettings(
            port.headers(), port.subprotocol(), port.ca(), port.qmp(), port.chardev())
        .target(port.address(), problems);
  }

  /** The target, or nothing when its address has a mistake, which is noted. */
  private Optional<DialTarget> target(Located<String> address, Problems problems) {
    var plain =
        headers.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, header -> header.getValue().value()));
    var extras = new Addresses.Extras(plain, subprotocol, ca.map(Located::value));
    try {
      return Optional.of(new DialTarget(Addresses.parse(address.value(), extras), qmp(problems)));
    } catch (IllegalArgumentException mistake) {
      problems.add(address.where(), String.valueOf(mistake.getMessage()));
      return Optional.empty();
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
