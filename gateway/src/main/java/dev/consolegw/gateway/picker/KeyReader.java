package dev.consolegw.gateway.picker;

import dev.consolegw.gateway.picker.Key.Named;
import dev.consolegw.gateway.terminal.input.InputPart;
import dev.consolegw.gateway.terminal.input.Key.CodePoint;
import dev.consolegw.gateway.terminal.input.KeyStroke;
import dev.consolegw.gateway.terminal.input.TerminalInput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the list's keys in what a terminal sends. What it does not know is dropped as a whole; what
 * is pasted is text, and opens nothing. Any chunking gives the same keys.
 *
 * <p>One thread, that of the list.
 */
final class KeyReader {
  private static final int ESC = 0x1B;

  private final Consumer<Key> keys;
  private final TerminalInput input = new TerminalInput(-1);

  KeyReader(Consumer<Key> keys) {
    this.keys = keys;
  }

  void feed(byte[] bytes) {
    var left = ByteBuffer.wrap(bytes);
    for (var part = input.next(left, false); part != null; part = input.next(left, false)) {
      take(part);
    }
  }

  /** How long to wait for more before {@link #expire}; empty when no key has only begun. */
  Optional<Duration> patience() {
    return input.patience();
  }

  /** Nothing followed: what has begun was a key. */
  void expire() {
    var part = input.expire();
    if (part != null) {
      take(part);
    }
  }

  private void take(InputPart part) {
    switch (part) {
      case InputPart.Typed(var bytes) -> points(bytes, point -> press(KeyStroke.of(point)));
      case InputPart.Pasted(var bytes) -> points(bytes, this::text);
      case InputPart.Pressed(var stroke, var bytes) -> {
        boolean isEscBefore = bytes.get(0) == ESC && bytes.remaining() == 2;
        if (stroke.phase() == KeyStroke.Phase.RELEASE) {
          return;
        }
        if (isEscBefore) {
          keys.accept(Named.ESCAPE);
          press(KeyStroke.of(bytes.get(1)));
        } else {
          press(stroke);
        }
      }
      case InputPart.PasteMark _, InputPart.Report _ -> {}
    }
  }

  private interface Points {
    void take(int point);
  }

  private static void points(ByteBuffer utf8, Points each) {
    StandardCharsets.UTF_8.decode(utf8.duplicate()).codePoints().forEach(each::take);
  }

  private void press(KeyStroke stroke) {
    var named = named(stroke);
    if (named != null) {
      keys.accept(named);
    } else {
      stroke.text().codePoints().forEach(this::text);
    }
  }

  /** Only what a name may hold. */
  private void text(int point) {
    boolean isText = (point >= ' ' && point < 0x7F) || (point >= 0xA0 && point != 0xFFFD);
    if (isText) {
      keys.accept(new Key.Text(point));
    }
  }

  private static @Nullable Named named(KeyStroke stroke) {
    return switch (stroke.key()) {
      case CodePoint _ -> ofControl(stroke);
      case dev.consolegw.gateway.terminal.input.Key.Named named ->
          switch (named) {
            case UP -> Named.UP;
            case DOWN -> Named.DOWN;
            case PAGE_UP -> Named.PAGE_UP;
            case PAGE_DOWN -> Named.PAGE_DOWN;
            case HOME -> Named.HOME;
            case END -> Named.END;
            case ENTER -> Named.ENTER;
            case ESCAPE -> Named.ESCAPE;
            case BACKSPACE -> Named.BACKSPACE;
            case LEFT, RIGHT, TAB, MODIFIER, OTHER -> null;
          };
    };
  }

  private static @Nullable Named ofControl(KeyStroke stroke) {
    if (stroke.isControl('C' - 64) || stroke.isControl('D' - 64)) {
      return Named.LEAVE;
    }
    if (stroke.isControl('L' - 64)) {
      return Named.REDRAW;
    }
    if (stroke.isControl('N' - 64)) {
      return Named.DOWN;
    }
    if (stroke.isControl('P' - 64)) {
      return Named.UP;
    }
    return stroke.isControl('U' - 64) ? Named.ERASE_ALL : null;
  }
}
