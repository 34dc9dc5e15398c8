package dev.consolegw.gateway.command.screen;

import java.util.List;

/**
 * The rows with their colours, each as it is drawn with nothing before it: SGR and text, and no
 * other sequence. What a row has of a background to its end stays. No state: any thread.
 */
final class AnsiPicture {
  private static final String PLAIN = "\033[0m";

  private AnsiPicture() {}

  static List<String> of(Shot shot) {
    return shot.shown().stream().map(AnsiPicture::row).toList();
  }

  private static String row(List<Run> runs) {
    var line = new StringBuilder();
    boolean isPlain = true;
    for (var run : Run.withoutBlanksAtTheEnd(runs)) {
      if (!run.look().isPlain()) {
        line.append("\033[0").append(run.look().sgr()).append('m');
        isPlain = false;
      } else if (!isPlain) {
        line.append(PLAIN);
        isPlain = true;
      }
      line.append(run.text());
    }
    return isPlain ? line.toString() : line.append(PLAIN).toString();
  }
}
