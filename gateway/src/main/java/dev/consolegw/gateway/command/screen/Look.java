package dev.consolegw.gateway.command.screen;

import dev.consolegw.gateway.terminal.screen.Style;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** How cells look. */
record Look(Colour foreground, Colour background, Set<Effect> effects) {

  /** What SGR switches on. */
  enum Effect {
    BOLD(1),
    DIM(2),
    ITALIC(3),
    UNDERLINE(4),
    BLINK(5),
    REVERSE(7),
    HIDDEN(8),
    STRIKE(9),
    OVERLINE(53);

    private final int sgr;

    Effect(int sgr) {
      this.sgr = sgr;
    }

    /** As programs are told it. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Look {
    effects = Set.copyOf(effects);
  }

  /** The same of a model's cell. */
  static Look of(Style style) {
    var effects = EnumSet.noneOf(Effect.class);
    put(effects, Effect.BOLD, style.isBold());
    put(effects, Effect.DIM, style.isDim());
    put(effects, Effect.ITALIC, style.isItalic());
    put(effects, Effect.UNDERLINE, style.isUnderlined());
    put(effects, Effect.BLINK, style.isBlinking());
    put(effects, Effect.REVERSE, style.isReverse());
    put(effects, Effect.HIDDEN, style.isHidden());
    put(effects, Effect.STRIKE, style.isStruckOut());
    put(effects, Effect.OVERLINE, style.isOverlined());
    return new Look(Colour.of(style.foreground()), Colour.of(style.background()), effects);
  }

  private static void put(Set<Effect> effects, Effect effect, boolean is) {
    if (is) {
      effects.add(effect);
    }
  }

  boolean has(Effect effect) {
    return effects.contains(effect);
  }

  boolean isPlain() {
    return effects.isEmpty()
        && foreground instanceof Colour.Standard
        && background instanceof Colour.Standard;
  }

  /** The parameters behind a 0, each with a semicolon before it. */
  String sgr() {
    return effects.stream().sorted().map(effect -> ";" + effect.sgr).collect(Collectors.joining())
        + foreground.sgr(30)
        + background.sgr(40);
  }
}
