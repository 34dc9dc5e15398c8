package dev.consolegw.gateway.picker;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jline.utils.AttributedString;
import org.jline.utils.Curses;
import org.jline.utils.InfoCmp;
import org.jline.utils.InfoCmp.Capability;

/**
 * Turns frames into what a terminal obeys: each line that differs from what is there is written
 * whole, at its own place, so that a character of unexpected width spoils no other line.
 *
 * <p>Every terminal counts as an xterm: what is used here, all of today's spell alike. What a
 * client calls its terminal is not looked up: JLine would run {@code infocmp} on our host for it.
 */
final class Painter {
  private static final int NOWHERE = -1;

  private final Map<Capability, String> strings = new EnumMap<>(Capability.class);
  private List<AttributedString> there = List.of();
  private int cursor = NOWHERE;

  Painter() {
    InfoCmp.parseInfoCmp(
        InfoCmp.getDefaultInfoCmp("xterm-256color"),
        EnumSet.noneOf(Capability.class),
        new EnumMap<>(Capability.class),
        strings);
  }

  /** Takes the other screen and clears it. Lines do not wrap there, however wide they come out. */
  byte[] enter() {
    var out = new StringBuilder();
    put(out, Capability.enter_ca_mode);
    put(out, Capability.exit_am_mode);
    return bytes(out.append(cleared()));
  }

  /** Gives the screen back as it was. */
  byte[] leave() {
    var out = new StringBuilder();
    put(out, Capability.exit_attribute_mode);
    put(out, Capability.enter_am_mode);
    put(out, Capability.exit_ca_mode);
    return bytes(out);
  }

  /** Clears everything: the next frame is drawn whole. */
  byte[] clear() {
    return bytes(cleared());
  }

  private StringBuilder cleared() {
    there = List.of();
    cursor = NOWHERE;
    var out = new StringBuilder();
    put(out, Capability.clear_screen);
    return out;
  }

  /** What changes the last frame into this one. */
  byte[] paint(Frame frame) {
    var out = new StringBuilder();
    for (int i = 0; i < Math.max(there.size(), frame.lines().size()); i++) {
      var line = i < frame.lines().size() ? frame.lines().get(i) : AttributedString.EMPTY;
      if (i >= there.size() || !there.get(i).equals(line)) {
        put(out, Capability.cursor_address, i, 0);
        put(out, Capability.clr_eol);
        out.append(line.toAnsi());
      }
    }
    if (!out.isEmpty() || cursor != frame.cursor()) {
      put(out, Capability.cursor_address, 0, frame.cursor());
    }
    there = frame.lines();
    cursor = frame.cursor();
    return bytes(out);
  }

  private void put(StringBuilder out, Capability what, Object... parameters) {
    Curses.tputs(out, strings.getOrDefault(what, ""), parameters);
  }

  private static byte[] bytes(StringBuilder text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
