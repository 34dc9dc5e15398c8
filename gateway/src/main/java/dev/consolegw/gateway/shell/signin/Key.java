package dev.consolegw.gateway.shell.signin;

/** The control keys that are typed at a guest; no other byte below a blank ever is. */
enum Key {
  /** Takes what was typed. */
  ENTER('\r'),
  /** Throws away what stands in the line, at a terminal and in the editors of shells. */
  KILL(0x15),
  /** Leaves what asks a question, or has begun and has no end. */
  INTERRUPT(0x03),
  /** The end of the input. */
  END(0x04);

  private final byte code;

  Key(int code) {
    this.code = (byte) code;
  }

  byte code() {
    return code;
  }
}
