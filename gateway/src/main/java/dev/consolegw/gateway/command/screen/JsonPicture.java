package dev.consolegw.gateway.command.screen;

import dev.consolegw.gateway.command.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that is known of a screen, for programs. Rows and columns count from 1. */
final class JsonPicture {
  private JsonPicture() {}

  /** One line. */
  static String of(Shot shot) {
    var all = new LinkedHashMap<String, @Nullable Object>();
    all.put("offset", shot.offset());
    all.put("time", shot.time().map(Instant::toString).orElse(null));
    all.put(
        "size",
        ordered(
            "rows",
            shot.size().rows(),
            "columns",
            shot.size().columns(),
            "from",
            shot.size().from()));
    all.put(
        "cursor",
        ordered(
            "row",
            shot.cursor().row() + 1,
            "column",
            shot.cursor().column() + 1,
            "visible",
            shot.cursorVisible()));
    all.put("alternate", shot.alternate());
    all.put("modes", shot.modes());
    all.put("lines", shot.rows().stream().map(row -> Run.text(row).stripTrailing()).toList());
    all.put("runs", shot.rows().stream().map(JsonPicture::runs).toList());
    return Json.of(all);
  }

  private static Map<String, Object> ordered(Object... pairs) {
    var map = new LinkedHashMap<String, Object>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i].toString(), pairs[i + 1]);
    }
    return map;
  }

  private static List<Map<String, Object>> runs(List<Run> row) {
    return Run.withoutBlanksAtTheEnd(row).stream().map(JsonPicture::run).toList();
  }

  private static Map<String, Object> run(Run run) {
    var map = ordered("text", run.text());
    if (!(run.look().foreground() instanceof Colour.Standard)) {
      map.put("fg", run.look().foreground().json());
    }
    if (!(run.look().background() instanceof Colour.Standard)) {
      map.put("bg", run.look().background().json());
    }
    run.look().effects().stream().sorted().forEach(effect -> map.put(effect.word(), true));
    return map;
  }
}
