package dev.consolegw.gateway.terminal.input;

/** Within what a {@link TerminalInput} is. */
enum InputState {
  GROUND,
  /** In a character of several bytes. */
  CHARACTER,
  /** After ESC. */
  ESCAPE,
  /** After ESC, in such a character. */
  ALT_CHARACTER,
  /** After ESC [. */
  CONTROL,
  /** After ESC [ and a number and $: rxvt's keys end there, an answer does not. */
  DOLLAR,
  /** After ESC [ [: function keys of the Linux console. */
  LINUX_KEY,
  /** After ESC [ M: a button and two coordinates. */
  MOUSE,
  /** In a control sequence that is too long to be a key. */
  TOO_LONG,
  /** After ESC O. */
  SHIFT,
  STRING_BEGIN,
  STRING,
  STRING_ESCAPE,
  PASTE,
  /** In a paste, in a character of several bytes. */
  PASTE_CHARACTER
}
