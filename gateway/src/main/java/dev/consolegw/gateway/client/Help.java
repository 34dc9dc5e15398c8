package dev.consolegw.gateway.client;

/** How the escape keys are shown. */
final class Help {
  private Help() {}

  /** A key as people write it: {@code ~}, {@code ^]}. */
  static String name(byte key) {
    return key < ' ' ? "^" + (char) (key ^ 0x40) : String.valueOf((char) key);
  }

  /** For a newcomer. */
  static String hint(byte escape) {
    return "~. leaves, ~? helps".replace("~", name(escape));
  }

  static String of(byte escape) {
    return """
    ~.  leaves
    ~B  sends a break, where the wire can
    ~t  takes the seat, to write; ~g gives it up: at a gateway
    ~r  resets the guest's session
    ~c  puts the terminal right
    ~?  shows these keys
    ~~  sends ~
    They count at the start of a line only.
    """
        .replace("~", name(escape));
  }
}
