package dev.consolegw.gateway.command.screen;

import dev.consolegw.gateway.console.live.GuestScreens;
import dev.consolegw.gateway.terminal.screen.Position;
import dev.consolegw.gateway.terminal.screen.ScreenModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A screen at one moment, apart from its model. Rows and columns count from 0. Immutable: any
 * thread.
 *
 * @param offset after how much output
 * @param time when the last of it was printed; empty when nobody knows
 * @param rows all of them, each from the first column to the last
 */
record Shot(
    long offset,
    Optional<Instant> time,
    GuestScreens.Size size,
    Position cursor,
    boolean cursorVisible,
    boolean alternate,
    List<String> modes,
    List<List<Run>> rows) {

  /** Takes one; while nobody feeds the model. */
  static Shot of(ScreenModel screen, GuestScreens.Size size, long offset, Optional<Instant> time) {
    var rows = new ArrayList<List<Run>>(screen.rows());
    for (int row = 0; row < screen.rows(); row++) {
      rows.add(Run.of(screen, row));
    }
    return new Shot(
        offset,
        time,
        new GuestScreens.Size(screen.rows(), screen.columns(), size.from()),
        screen.cursor(),
        screen.cursorVisible(),
        screen.alternate(),
        screen.modes().names(),
        rows);
  }

  /** The most pieces of which a picture is made: no program of people draws nearly as many. */
  static final int MOST_PIECES = 20_000;

  /** Of how many pieces it is made, each of which looks the same. */
  int pieces() {
    return rows.stream().mapToInt(List::size).sum();
  }

  /** The rows without empty ones at the end. */
  List<List<Run>> shown() {
    int end = rows.size();
    while (end > 0 && rows.get(end - 1).stream().allMatch(Run::isBlank)) {
      end--;
    }
    return rows.subList(0, end);
  }
}
