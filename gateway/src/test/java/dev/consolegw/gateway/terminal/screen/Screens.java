package dev.consolegw.gateway.terminal.screen;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Models that were fed, and how two of them are told apart. */
final class Screens {
  private Screens() {}

  static ScreenModel fed(int rows, int columns, String text) {
    return fed(rows, columns, text.getBytes(StandardCharsets.UTF_8));
  }

  static ScreenModel fed(int rows, int columns, byte[] bytes) {
    var model = new ScreenModel(rows, columns);
    model.feed(ByteBuffer.wrap(bytes));
    return model;
  }

  static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }

  /**
   * All that can be seen of a model and that a repaint tells: a line for each row, the cursor, and
   * the modes without keyboard protocols.
   */
  static List<String> all(ScreenModel model) {
    var all = new ArrayList<String>();
    for (int row = 0; row < model.rows(); row++) {
      var line = new StringBuilder();
      long style = 0;
      for (int column = 0; column < model.columns(); column++) {
        var cell = model.cell(row, column);
        if (cell.style().packed() != style) {
          style = cell.style().packed();
          line.append('{').append(Long.toHexString(style)).append('}');
        }
        line.append(cell.text());
      }
      all.add(line.toString());
    }
    var modes = model.modes();
    all.add(model.cursor().toString());
    all.add("%s %s %s".formatted(modes.mouse(), modes.writing(), modes.showing()));
    var keys = new ArrayList<>(modes.names());
    keys.removeAll(List.of("kitty-keyboard", "modify-other-keys"));
    all.add(keys.toString());
    return all;
  }
}
