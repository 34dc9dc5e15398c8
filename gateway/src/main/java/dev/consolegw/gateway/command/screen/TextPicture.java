package dev.consolegw.gateway.command.screen;

import java.util.List;

/** The rows as text, empty ones at the end left off. No state: any thread. */
final class TextPicture {
  private TextPicture() {}

  static List<String> of(Shot shot) {
    return shot.shown().stream().map(TextPicture::row).toList();
  }

  private static String row(List<Run> runs) {
    return Run.text(runs).stripTrailing();
  }
}
