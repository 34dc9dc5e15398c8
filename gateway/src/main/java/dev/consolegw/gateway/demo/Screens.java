package dev.consolegw.gateway.demo;

import java.io.IOException;
import java.time.Duration;

/**
 * Programs that draw on the whole terminal, at the size that {@code stty} was told. Runs on the
 * machine's thread.
 */
final class Screens {
  /** The largest size in either direction. */
  static final int LARGEST = 1000;

  private static final String CLEAR = "\u001b[2J\u001b[H";
  private static final Duration REFRESH = Duration.ofSeconds(1);
  private static final int CTRL_C = 0x03;

  private final SerialLine line;
  private int rows = 24;
  private int columns = 80;

  Screens(SerialLine line) {
    this.line = line;
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  /** Takes {@code rows} or {@code cols}; false for anything else. */
  boolean resize(String what, int value) {
    switch (what) {
      case "rows" -> rows = value;
      case "cols", "columns" -> columns = value;
      default -> {
        return false;
      }
    }
    return true;
  }

  /** A frame around the whole screen with its size in the middle, until a key is pressed. */
  void frame() throws IOException {
    String edge = "+" + "-".repeat(Math.max(0, columns - 2)) + (columns > 1 ? "+" : "");
    line.print(CLEAR + at(1, 1) + edge + at(rows, 1) + edge);
    for (int row = 2; row < rows; row++) {
      line.print(at(row, 1) + "|" + at(row, columns) + "|");
    }
    String text = columns + " x " + rows + ", any key";
    line.print(at((rows + 1) / 2, Math.max(2, (columns - text.length()) / 2 + 1)) + text);
    line.read();
    line.print(CLEAR);
  }

  /** Draws again each second until {@code q} or Ctrl-C. */
  void top() throws IOException {
    line.print(CLEAR);
    int key = -1;
    for (int tick = 0; key != 'q' && key != CTRL_C; tick++) {
      draw(tick);
      key = line.read(REFRESH);
    }
    line.print(at(rows, 1) + "\r\n");
  }

  private void draw(int tick) throws IOException {
    int processes = Math.max(0, rows - 4);
    line.print(row(1, "top - tick %d, %d rows, %d columns".formatted(tick, rows, columns), ""));
    line.print(row(2, "Tasks: %d total, 1 running".formatted(processes), ""));
    line.print(row(4, "  PID USER      %CPU  COMMAND", "7"));
    for (int i = 1; i <= processes; i++) {
      int busy = (i * 37 + tick * 11) % 100;
      line.print(row(i + 4, "%5d root     %5d  demo/%d".formatted(i * 11, busy, i), ""));
    }
  }

  private String row(int row, String text, String style) {
    String cut = text.substring(0, Math.min(text.length(), columns));
    return at(row, 1) + "\u001b[" + style + "m" + cut + "\u001b[m\u001b[K";
  }

  private static String at(int row, int column) {
    return "\u001b[" + row + ";" + column + "H";
  }
}
