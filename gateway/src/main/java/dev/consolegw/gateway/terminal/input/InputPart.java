package dev.consolegw.gateway.terminal.input;

import java.nio.ByteBuffer;

/**
 * A part of what a terminal sends. No part is half of anything: the bytes of all of them, one after
 * the other, are what was sent.
 */
public sealed interface InputPart {

  /** Exactly as they were sent, never empty: all of an array that nobody changes. */
  ByteBuffer bytes();

  /** Characters, each whole, one key each; controls such as Enter are among them. */
  record Typed(ByteBuffer bytes) implements InputPart {}

  /** One key that is told by a sequence of bytes. */
  record Pressed(KeyStroke stroke, ByteBuffer bytes) implements InputPart {}

  /** A piece of what is pasted between two {@link PasteMark}s: text, whatever is in it. */
  record Pasted(ByteBuffer bytes) implements InputPart {}

  /** Where a bracketed paste begins or ends. */
  record PasteMark(ByteBuffer bytes) implements InputPart {}

  /** What no key made; a long one comes in several pieces. */
  record Report(Cause cause, ByteBuffer bytes) implements InputPart {}

  /** Why a terminal sends something by itself. */
  enum Cause {
    /** It was asked: for its cursor, kind, colours, settings, clipboard. */
    QUESTION,
    /** Its window has come to the front, or gone. */
    FOCUS,
    /** The mouse. */
    MOUSE
  }
}
