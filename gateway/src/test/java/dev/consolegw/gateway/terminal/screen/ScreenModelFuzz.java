package dev.consolegw.gateway.terminal.screen;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Feeds models what no program would send: captures with bytes changed, cut and doubled, and random
 * sequences. What a model gives back must be on a list. {@link #main} goes on for as many bytes as
 * it is told.
 */
final class ScreenModelFuzz {
  /** All that a repaint or an undo may hold, whatever was fed. */
  static final Pattern ALLOWED =
      Pattern.compile(
          "(?:\033\\\\|\030)?(?:"
              + String.join(
                  "|",
                  "[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Cf}]",
                  "\u200D", // joins emoji
                  "\033[78=>H]",
                  "\033[()][0AB]",
                  "[\016\017]",
                  "\033\\[[0-6] q",
                  "\033\\[H\033\\[2J",
                  "\033\\[[0-9]{1,4};[0-9]{1,4}H",
                  "\033\\[[0-9]{1,4}G",
                  "\033\\[[12]P",
                  "\033\\[(?:[0-9]{1,3};[0-9]{1,3})?r",
                  "\033\\[3g",
                  "\033\\[0(?:;(?:[1-57-9]|53))*(?:;(?:[39][0-7]|38;5;[0-9]{1,3}"
                      + "|38;2(?:;[0-9]{1,3}){3}))?(?:;(?:4[0-7]|10[0-7]|48;5;[0-9]{1,3}"
                      + "|48;2(?:;[0-9]{1,3}){3}))?m",
                  "\033\\[(?:4|20)[hl]",
                  "\033\\[\\?(?:1|5|6|7|9|25|47|100[0234-6]|1015|1016|104[79]|2004)[hl]",
                  "\033\\[<[0-9]{1,2}u",
                  "\033\\[=0u",
                  "\033\\[>4m")
              + ")*+");

  private static final int[][] SIZES = {{1, 1}, {1, 2}, {2, 1}, {3, 4}, {24, 80}, {60, 151}};
  private static final String FINALS = "@ABCDEFGHIJKLMPSTXZ`abcdefghlmnpqrstu~";
  private static final int PIECE = 1 << 14;

  private final List<Capture> captures = Capture.all();
  private final Random random;

  ScreenModelFuzz(long seed) {
    random = new Random(seed);
  }

  /** Goes on until so many bytes were fed. */
  void feed(long bytes) {
    long fed = 0;
    while (fed < bytes) {
      var size = SIZES[random.nextInt(SIZES.length)];
      var model = new ScreenModel(size[0], size[1]);
      for (int i = 0; i < 8; i++) {
        var piece = random.nextInt(3) == 0 ? sequences() : mutated();
        try {
          feed(model, piece);
        } catch (RuntimeException failure) {
          throw new AssertionError(
              "at %dx%d: %s".formatted(size[0], size[1], shown(piece)), failure);
        }
        fed += piece.length;
      }
    }
  }

  private void feed(ScreenModel model, byte[] piece) {
    if (random.nextInt(8) == 0) {
      model.gap();
    }
    model.feed(ByteBuffer.wrap(piece));
    check(model.repaint(), piece);
    check(model.undo(), piece);
    if (model.settled() > model.fed()) {
      throw new AssertionError("more is settled than was fed");
    }
    var other = new ScreenModel(model.rows(), model.columns());
    other.feed(model.repaint());
    if (!Screens.all(other).equals(Screens.all(model))) {
      throw new AssertionError("paints something else: " + shown(piece));
    }
  }

  private static void check(ByteBuffer out, byte[] piece) {
    var text = Screens.text(out);
    if (!ALLOWED.matcher(text).matches()) {
      var matcher = ALLOWED.matcher(text);
      int end = matcher.lookingAt() ? matcher.end() : 0;
      var rest = text.substring(end, Math.min(text.length(), end + 40));
      throw new AssertionError(
          "not on the list: %s after %s"
              .formatted(shown(rest.getBytes(StandardCharsets.UTF_8)), shown(piece)));
    }
  }

  /** A capture's part, with some bytes changed. */
  private byte[] mutated() {
    var whole = captures.get(random.nextInt(captures.size())).bytes();
    int from = random.nextInt(whole.length);
    var piece = Arrays.copyOfRange(whole, from, Math.min(whole.length, from + PIECE));
    int changes = random.nextInt(1 + piece.length / 16);
    for (int i = 0; i < changes; i++) {
      piece[random.nextInt(piece.length)] = any();
    }
    return piece;
  }

  private byte any() {
    return (byte)
        switch (random.nextInt(6)) {
          case 0 -> 0x1B;
          case 1 -> FINALS.charAt(random.nextInt(FINALS.length()));
          case 2 -> "0123456789;:?[](#$<=> ".charAt(random.nextInt(22));
          case 3 -> random.nextInt(0x20);
          default -> random.nextInt(256);
        };
  }

  private byte[] sequences() {
    var text = new StringBuilder();
    while (text.length() < 2000) {
      switch (random.nextInt(8)) {
        case 0 -> text.append("\033[?").append(mode()).append("hl".charAt(random.nextInt(2)));
        case 1 -> text.append("\033").append("78DEMHc=>".charAt(random.nextInt(9)));
        case 2 ->
            text.append("\033").append("()#*".charAt(random.nextInt(4))).append((char) ascii());
        case 3 -> text.appendCodePoint(random.nextInt(0x3000)).append("漢字🚀".substring(0, 2));
        case 4 -> text.append((char) ascii()).append("\r\n\t\b\016\017".charAt(random.nextInt(6)));
        case 5 -> text.append("\033[").append("<=>!".charAt(random.nextInt(4))).append(numbers());
        default -> text.append("\033[").append(numbers());
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private int ascii() {
    return ' ' + random.nextInt(0x5F);
  }

  private int mode() {
    int[] modes = {1, 3, 5, 6, 7, 9, 25, 47, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1047, 1048};
    return random.nextInt(4) == 0 ? 1049 : modes[random.nextInt(modes.length)];
  }

  private String numbers() {
    var text = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int most = random.nextInt(5) == 0 ? Integer.MAX_VALUE : 30;
      text.append(random.nextInt(most)).append(i == 0 ? "" : ";:".charAt(random.nextInt(8) / 7));
    }
    return text.append(FINALS.charAt(random.nextInt(FINALS.length()))).toString();
  }

  private static String shown(byte[] bytes) {
    var text = new StringBuilder();
    for (byte each : bytes) {
      text.append(
          each >= ' ' && each < 0x7F && each != '\\'
              ? "" + (char) each
              : "\\x%02x".formatted(each));
    }
    return text.toString();
  }

  /** How many megabytes, and the seed. */
  public static void main(String[] arguments) {
    long megabytes = Long.parseLong(arguments[0]);
    new ScreenModelFuzz(Long.parseLong(arguments[1])).feed(megabytes << 20);
    System.out.println(megabytes + " MiB fed, nothing found");
  }
}
