package dev.consolegw.gateway.command.screen;

import dev.consolegw.gateway.command.screen.Look.Effect;
import java.util.List;
import java.util.Locale;

/**
 * A picture in SVG 1.1, of text in a font of the viewer's: each run is stretched to its columns, so
 * a wider font moves nothing. All that is foreign in it are characters and numbers; there is no
 * script, and nothing outside that it needs. No state: any thread.
 */
final class SvgPicture {
  private static final double WIDTH = 8.4; // of a cell, in pixels, as its height
  private static final double HEIGHT = 17;
  private static final double BASELINE = 13;
  private static final int TEXT = 0xE5E5E5;
  private static final int GROUND = 0x000000;

  private SvgPicture() {}

  static String of(Shot shot) {
    var svg = new StringBuilder();
    double wide = shot.size().columns() * WIDTH;
    double high = shot.size().rows() * HEIGHT;
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.1f\" height=\"%.1f\" viewBox=\"0 0"
                + " %.1f %.1f\"",
            wide,
            high,
            wide,
            high));
    svg.append(
        " font-family=\"'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"14\">\n");
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect width=\"100%%\" height=\"100%%\" fill=\"%s\"/>\n",
            new Colour.Standard().hex(GROUND)));
    for (int row = 0; row < shot.rows().size(); row++) {
      row(svg, row, shot.rows().get(row));
    }
    if (shot.cursorVisible()) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"none\""
                  + " stroke=\"#00ff00\"/>\n",
              shot.cursor().column() * WIDTH + 0.5,
              shot.cursor().row() * HEIGHT + 0.5,
              WIDTH - 1,
              HEIGHT - 1));
    }
    return svg.append("</svg>").toString();
  }

  private static void row(StringBuilder svg, int row, List<Run> runs) {
    int column = 0;
    for (var run : runs) {
      run(svg, row, column, run);
      column += run.columns();
    }
  }

  private static void run(StringBuilder svg, int row, int column, Run run) {
    var look = run.look();
    boolean isReverse = look.has(Effect.REVERSE);
    var text = isReverse ? look.background().hex(GROUND) : look.foreground().hex(TEXT);
    var ground = isReverse ? look.foreground().hex(TEXT) : look.background().hex(GROUND);
    double x = column * WIDTH;
    double wide = run.columns() * WIDTH;
    if (!ground.equals(new Colour.Standard().hex(GROUND))) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n",
              x,
              row * HEIGHT,
              wide,
              HEIGHT,
              ground));
    }
    boolean isLined =
        look.has(Effect.UNDERLINE) || look.has(Effect.STRIKE) || look.has(Effect.OVERLINE);
    if (!look.has(Effect.HIDDEN) && (isLined || !run.text().isBlank())) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%.1f\" textLength=\"%.1f\" lengthAdjust=\"spacingAndGlyphs\""
                  + " xml:space=\"preserve\" fill=\"%s\"%s>%s</text>\n",
              x,
              row * HEIGHT + BASELINE,
              wide,
              text,
              attributes(look),
              escaped(run.text())));
    }
  }

  private static String attributes(Look look) {
    var more = new StringBuilder();
    more.append(look.has(Effect.BOLD) ? " font-weight=\"bold\"" : "");
    more.append(look.has(Effect.DIM) ? " opacity=\"0.6\"" : "");
    more.append(look.has(Effect.ITALIC) ? " font-style=\"italic\"" : "");
    var lines = new StringBuilder();
    lines.append(look.has(Effect.UNDERLINE) ? " underline" : "");
    lines.append(look.has(Effect.STRIKE) ? " line-through" : "");
    lines.append(look.has(Effect.OVERLINE) ? " overline" : "");
    if (!lines.isEmpty()) {
      more.append(" text-decoration=\"").append(lines.substring(1)).append('"');
    }
    return more.toString();
  }

  /** What XML 1.0 has no character for is none of a cell's either; here it would be a box. */
  private static String escaped(String text) {
    var safe = new StringBuilder();
    text.codePoints()
        .forEach(point -> {
          switch (point) {
            case '<' -> safe.append("&lt;");
            case '>' -> safe.append("&gt;");
            case '&' -> safe.append("&amp;");
            case '"' -> safe.append("&quot;");
            default -> safe.appendCodePoint(isXml(point) ? point : 0xFFFD);
          }
        });
    return safe.toString();
  }

  private static boolean isXml(int point) {
    return (point >= 0x20 && point < 0xD800)
        || (point >= 0xE000 && point < 0xFFFE)
        || point >= 0x10000;
  }
}
