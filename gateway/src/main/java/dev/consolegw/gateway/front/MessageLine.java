package dev.consolegw.gateway.front;

import dev.consolegw.gateway.terminal.input.InputPart;
import dev.consolegw.gateway.terminal.input.Key.Named;
import dev.consolegw.gateway.terminal.input.KeyStroke;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The line on which a person types a message to the others, key by key; what is pasted is its text,
 * a line end in it a space. One thread at a time.
 */
final class MessageLine {
  /** The longest message, in bytes; what is typed beyond it is dropped. */
  static final int LENGTH = 400;

  private static final ByteBuffer PROMPT = StandardCharsets.US_ASCII.encode("\r\nmessage: ");
  private static final byte[] RUB_OUT = "\b \b".getBytes(StandardCharsets.US_ASCII);

  private final ByteBuffer typed = ByteBuffer.allocate(LENGTH);
  private boolean lineEnds; // in a paste, after some text

  /** What comes of a key. */
  sealed interface Outcome {
    /** The line goes on: what a terminal shows for the key. */
    record Echo(ByteBuffer shown) implements Outcome {}

    /** The line goes on: the key does nothing. */
    record Ignored() implements Outcome {}

    /** The line is complete; empty when it was given up. */
    record Complete(String text) implements Outcome {}
  }

  /** Begins an empty line; what a terminal shows for it. */
  ByteBuffer open() {
    typed.clear();
    return PROMPT.duplicate();
  }

  /** Takes one key, or a piece of a paste. */
  Outcome take(InputPart part) {
    return switch (part) {
      case InputPart.Typed(var bytes) -> typed(bytes);
      case InputPart.Pressed(var stroke, _) -> pressed(stroke);
      case InputPart.Pasted(var bytes) -> pasted(bytes);
      case InputPart.PasteMark _ -> {
        lineEnds = false;
        yield new Outcome.Ignored();
      }
      case InputPart.Report _ -> new Outcome.Ignored();
    };
  }

  private Outcome typed(ByteBuffer character) {
    return character.remaining() == 1 && character.get(0) >= 0
        ? pressed(KeyStroke.of(character.get(0)))
        : append(character);
  }

  private Outcome pressed(KeyStroke stroke) {
    boolean isAlt = stroke.has(KeyStroke.ALT); // Esc, and a key right after it
    if (isAlt || stroke.key() == Named.ESCAPE || stroke.isControl(0x03)) {
      return new Outcome.Complete("");
    }
    if (stroke.key() == Named.ENTER) {
      return new Outcome.Complete(text());
    }
    if (stroke.key() == Named.BACKSPACE) {
      return rubOut() ? new Outcome.Echo(ByteBuffer.wrap(RUB_OUT)) : new Outcome.Ignored();
    }
    return append(StandardCharsets.UTF_8.encode(stroke.text()));
  }

  private Outcome pasted(ByteBuffer bytes) {
    var shown = new ByteArrayOutputStream();
    for (int i = 0; i < bytes.limit(); i++) {
      byte each = bytes.get(i);
      if (each == '\r' || each == '\n' || each == '\t') {
        lineEnds = typed.position() > 0;
      } else if ((each < 0 || each >= ' ') && each != 0x7F) {
        if (lineEnds) {
          put((byte) ' ', shown);
        }
        put(each, shown);
        lineEnds = false;
      }
    }
    return shown.size() == 0
        ? new Outcome.Ignored()
        : new Outcome.Echo(ByteBuffer.wrap(shown.toByteArray()));
  }

  private void put(byte one, ByteArrayOutputStream shown) {
    if (typed.hasRemaining()) {
      typed.put(one);
      shown.write(one);
    }
  }

  /** A whole character, or none of it. */
  private Outcome append(ByteBuffer character) {
    lineEnds = false;
    if (!character.hasRemaining() || character.remaining() > typed.remaining()) {
      return new Outcome.Ignored();
    }
    typed.put(character.duplicate());
    return new Outcome.Echo(character);
  }

  /** Of a character that has found no room as a whole, nothing. */
  private String text() {
    int begun = start(typed.position());
    int first = begun < typed.position() ? typed.get(begun) & 0xFF : 0;
    int length = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (begun + length > typed.position()) {
      typed.position(begun);
    }
    return StandardCharsets.UTF_8.decode(typed.flip()).toString().strip();
  }

  /** Where the character begins that ends here. */
  private int start(int end) {
    int at = end;
    while (at > 0 && (typed.get(at - 1) & 0xC0) == 0x80) {
      at--;
    }
    return Math.max(0, at - 1);
  }

  /** Takes back the last character, all bytes of it. */
  private boolean rubOut() {
    boolean some = typed.position() > 0;
    typed.position(start(typed.position()));
    return some;
  }
}
