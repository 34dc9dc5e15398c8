package dev.consolegw.gateway.history;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** All pins, by the directory of their history, open or not. Any thread. */
final class Pins {
  private final Map<String, List<Pin>> byName = new ConcurrentHashMap<>();

  Pin add(String name, long from) {
    var pin = new Pin(this, name, from);
    byName.merge(
        name, List.of(pin), (known, more) -> Stream.concat(known.stream(), more.stream()).toList());
    return pin;
  }

  void remove(Pin pin) {
    byName.computeIfPresent(
        pin.name(),
        (_, known) -> {
          var rest = known.stream().filter(each -> each != pin).toList();
          return rest.isEmpty() ? null : rest;
        });
  }

  /** Whether a byte between {@code start} and {@code end} is held. */
  boolean hold(String name, long start, long end) {
    return byName.getOrDefault(name, List.of()).stream().anyMatch(pin -> pin.holds(start, end));
  }

  boolean any(String name) {
    return byName.containsKey(name);
  }
}
