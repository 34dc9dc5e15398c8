package dev.consolegw.gateway.terminal.input;

/** A key of a keyboard. */
public sealed interface Key {

  /**
   * One that types a character.
   *
   * @param point the character, without what modifiers make of it where the terminal tells that
   */
  record CodePoint(int point) implements Key {}

  /** One with a meaning of its own. */
  enum Named implements Key {
    UP,
    DOWN,
    LEFT,
    RIGHT,
    PAGE_UP,
    PAGE_DOWN,
    HOME,
    END,
    ENTER,
    TAB,
    ESCAPE,
    BACKSPACE,
    /** Shift, Ctrl, Caps Lock and their like, which some terminals tell of by themselves. */
    MODIFIER,
    /** Any other: a function key, or a sequence that nobody knows. */
    OTHER
  }
}
