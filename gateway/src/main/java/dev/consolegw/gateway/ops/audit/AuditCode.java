package dev.consolegw.gateway.ops.audit;

/**
 * Every kind of line, by its word and by its number. Both are for good: programs look for them. A
 * number is never given to another kind, and none is taken back; {@code docs/audit.md} lists them.
 */
public enum AuditCode {
  STARTED("started", 1001),
  STOPPED("stopped", 1002),
  SETTINGS_READ("settings-read", 1003),
  SETTINGS_REFUSED("settings-refused", 1004, true),

  SIGNED_IN("signed-in", 2001),
  SIGNED_OUT("signed-out", 2002),
  NOT_SIGNED_IN("not-signed-in", 2003, true),
  TOO_MANY_CONNECTIONS("too-many-connections", 2004, true),
  PENALTY("penalty", 2005, true),
  MORE_FROM_STRANGERS("more-from-strangers", 2006, true),
  LIMIT_REACHED("limit-reached", 2007, true),
  NOTHING_ASKED_FOR("nothing-asked-for", 2008, true),
  PROXY_REFUSED("proxy-refused", 2009, true),
  TURNED_AWAY("turned-away", 2010, true),

  ATTACHED("attached", 3001),
  DETACHED("detached", 3002),
  REFUSED("refused", 3003, true),
  SEATED("seated", 3004),
  JOINED("joined", 3005),
  UNSEATED("unseated", 3006),
  SENT_AWAY("sent-away", 3007),
  SENT("sent", 3008),
  USED("used", 3009),
  LISTED("listed", 3010),

  COMMAND("command", 4001),
  COMMAND_ENDED("command-ended", 4002),

  FILES_OPENED("files-opened", 5001),
  FILES_CLOSED("files-closed", 5002),
  FILE_READ("file-read", 5003),
  FILE_REFUSED("file-refused", 5004, true),
  RECORDED("recorded", 5005),
  NOT_RECORDED("not-recorded", 5006, true),
  RECORDING_READ("recording-read", 5007),

  SHELL_BEGAN("shell-began", 6001),
  SHELL_ENDED("shell-ended", 6002),
  SHELL_COMMAND("shell-command", 6003),
  SHELL_COMMAND_ENDED("shell-command-ended", 6004),
  SHELL_REFUSED("shell-refused", 6005, true),
  SHELL_PORT_REFUSED("shell-port-refused", 6006, true),
  SHELL_FORWARDED("shell-forwarded", 6007),
  SHELL_PORT_OPENED("shell-port-opened", 6008),
  SHELL_LISTENING("shell-listening", 6009),
  SHELL_LISTENING_ENDED("shell-listening-ended", 6010),

  TICKET_GIVEN("ticket-given", 7001),
  TICKET_USED("ticket-used", 7002),
  TICKET_REFUSED("ticket-refused", 7003, true),
  TICKET_FORGOTTEN("ticket-forgotten", 7004),

  CONNECTED("connected", 8001),
  DIAL_FAILED("dial-failed", 8002),
  DISCONNECTED("disconnected", 8003),
  CLEANED("cleaned", 8004);

  private final String word;
  private final int number;
  private final boolean warns;

  AuditCode(String word, int number) {
    this(word, number, false);
  }

  AuditCode(String word, int number, boolean warns) {
    this.word = word;
    this.number = number;
    this.warns = warns;
  }

  /** What {@code event} says. */
  public String word() {
    return word;
  }

  /** What {@code code} says: G and four digits. */
  public String code() {
    return "G" + number;
  }

  /** Whether somebody did not get what they asked for. */
  public boolean warns() {
    return warns;
  }
}
