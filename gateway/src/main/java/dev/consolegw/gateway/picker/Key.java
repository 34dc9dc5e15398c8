package dev.consolegw.gateway.picker;

/** What a person pressed. */
sealed interface Key {

  /** A character; no control character. */
  record Text(int point) implements Key {}

  /** A key with a meaning of its own. */
  enum Named implements Key {
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
    HOME,
    END,
    ENTER,
    ESCAPE,
    BACKSPACE,
    /** Ctrl-U. */
    ERASE_ALL,
    /** Ctrl-L. */
    REDRAW,
    /** Ctrl-C, or Ctrl-D. */
    LEAVE
  }
}
