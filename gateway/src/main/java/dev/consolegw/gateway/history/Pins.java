package dev.consolegw.gateway.history;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** All pins, by the directory of their history, open or not. Any thread. */
final class Pins {
  private final Map<String, List<Held>> byName = new ConcurrentHashMap<>();

  private final class Held implements Pin {
    private final String name;
    private final long from;
    private long to;
    private boolean open = true;

    Held(String name, long from) {
      this.name = name;
      this.from = from;
    }

    @Override
    public synchronized void extend(long to) {
      this.to = Math.max(this.to, to);
      open = false;
    }

    synchronized boolean holds(long start, long end) {
      return start < (open ? Long.MAX_VALUE : to) && end > from;
    }

    @Override
    public void close() {
      remove(name, this);
    }
  }

  Pin add(String name, long from) {
    var pin = new Held(name, from);
    byName.merge(
        name, List.of(pin), (known, more) -> Stream.concat(known.stream(), more.stream()).toList());
    return pin;
  }

  private void remove(String name, Held pin) {
    byName.computeIfPresent(
        name,
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
