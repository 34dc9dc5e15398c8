package dev.consolegw.gateway.net.telnet;

/** What is said of an option (RFC 854). */
public enum TelnetVerb {
  /** I do it, or want to. */
  WILL(251),
  /** I do not. */
  WONT(252),
  /** Do it. */
  DO(253),
  /** Do not. */
  DONT(254);

  private final int code;

  TelnetVerb(int code) {
    this.code = code;
  }

  /** As it is written. */
  public byte[] of(int option) {
    return new byte[] {(byte) Telnet.IAC, (byte) code, (byte) option};
  }

  /** The verb of a code from 251 to 254. */
  static TelnetVerb byCode(int code) {
    return values()[code - WILL.code];
  }
}
