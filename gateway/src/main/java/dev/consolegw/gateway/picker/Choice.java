package dev.consolegw.gateway.picker;

import dev.consolegw.gateway.directory.ConsoleId;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** All consoles, the filter, those that pass it, and the selected one of these. One thread. */
final class Choice {
  /** The longest filter, in characters. */
  static final int LONGEST = 100;

  private List<Row> all = List.of();
  private List<Row> shown = List.of();
  private String filter = "";
  private int selected;

  /** The consoles as they are now; whoever is selected stays so while it is there. */
  void rows(List<Row> rows) {
    all = rows;
    refilter();
  }

  int count() {
    return all.size();
  }

  List<Row> shown() {
    return shown;
  }

  String filter() {
    return filter;
  }

  /** Its place among the {@link #shown}; 0 when there are none. */
  int selected() {
    return selected;
  }

  Optional<ConsoleId> selectedId() {
    return shown.isEmpty() ? Optional.empty() : Optional.of(shown.get(selected).id());
  }

  void type(int point) {
    if (filter.length() < LONGEST) {
      filter(filter + Character.toString(point));
    }
  }

  void erase() {
    if (!filter.isEmpty()) {
      filter(filter.substring(0, filter.offsetByCodePoints(filter.length(), -1)));
    }
  }

  void eraseAll() {
    filter("");
  }

  /** Down by so many, or up; not beyond the ends. */
  void move(int rows) {
    selected = Math.clamp((long) selected + rows, 0, Math.max(0, shown.size() - 1));
  }

  private void filter(String text) {
    filter = text;
    refilter();
  }

  private void refilter() {
    var before = selectedId().orElse(null);
    var words = List.of(Row.fold(filter).strip().split("\\s+"));
    shown = filter.isBlank() ? all : all.stream().filter(row -> row.matches(words)).toList();
    selected = place(before);
  }

  private int place(@Nullable ConsoleId id) {
    return IntStream.range(0, shown.size())
        .filter(i -> shown.get(i).id().equals(id))
        .findFirst()
        .orElse(Math.clamp(selected, 0, Math.max(0, shown.size() - 1)));
  }
}
