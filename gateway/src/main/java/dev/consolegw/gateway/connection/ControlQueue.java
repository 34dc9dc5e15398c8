package dev.consolegw.gateway.connection;

import dev.consolegw.gateway.backend.ConsoleInput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Breaks, sizes and resets on their way to one console: before all keys, a few at most, and of
 * sizes only the newest. Guarded by its {@link InputQueue}'s lock.
 */
final class ControlQueue {
  /** How many may wait at once. */
  static final int MOST = 16;

  private List<Control> waiting = List.of(); // another when one comes or goes: there are few
  private @Nullable Control opening;

  /**
   * One of them.
   *
   * @param told of what became of it
   */
  record Control(ConsoleInput input, Consumer<Delivery> told) {

    /** Whether a backend takes it even while it holds something. */
    boolean overtakes() {
      return switch (input) {
        case ConsoleInput.WindowChange _, ConsoleInput.Break _, ConsoleInput.Seat _ -> true;
        case ConsoleInput.Keys _, ConsoleInput.Reset() -> false;
      };
    }

    private boolean isSize() {
      return input instanceof ConsoleInput.WindowChange;
    }
  }

  /** Puts it at the end, in the place of a size if it is one. False when too many wait. */
  boolean add(Control control) {
    var others =
        control.isSize() ? waiting.stream().filter(other -> !other.isSize()).toList() : waiting;
    boolean fits = others.size() < MOST;
    waiting = fits ? Stream.concat(others.stream(), Stream.of(control)).toList() : others;
    return fits;
  }

  /** Keeps it for the next connection; one can be kept, the newest. */
  void keepForNext(Control control) {
    opening = control;
  }

  /** A connection stands: what was kept for it goes first. */
  void begin() {
    if (opening != null) {
      waiting = Stream.concat(Stream.of(opening), waiting.stream()).toList();
      opening = null;
    }
  }

  /**
   * Takes out the first that may go, or null.
   *
   * @param held whether only those may go that overtake
   */
  @Nullable Control next(boolean held) {
    for (int i = 0; i < waiting.size(); i++) {
      var control = waiting.get(i);
      if (!held || control.overtakes()) {
        var rest = new ArrayList<>(waiting);
        rest.remove(i);
        waiting = List.copyOf(rest);
        return control;
      }
    }
    return null;
  }

  /** Takes out all that wait. */
  List<Consumer<Delivery>> takeOut() {
    var all = waiting.stream().map(Control::told).toList();
    waiting = List.of();
    return all;
  }
}
