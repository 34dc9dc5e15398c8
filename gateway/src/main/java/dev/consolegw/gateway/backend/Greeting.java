package dev.consolegw.gateway.backend;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a far side speaks that is no serial console, by the first bytes that it sends. Each has a
 * sentence for a person, which says what to change.
 */
public enum Greeting {
  /** QEMU Machine Protocol specification, "Server Greeting". */
  QMP(
      "\\{\"QMP\".*",
      "QEMU's control socket (QMP)",
      "; set it as 'qmp', and the chardev's own socket as the address"),
  /** QEMU's human monitor. */
  MONITOR(
      "QEMU [^ ]{1,30} monitor - .*",
      "QEMU's monitor",
      ": what is typed here controls the VM; set the chardev's socket as the address"),
  /** RFC 4253, section 4.2. */
  SSH("SSH-[12]\\..*", "an SSH server", ""),
  /** RFC 6143, section 7.1.1. */
  VNC("RFB \\d{3}\\..*", "a VNC screen", "; a serial port has another socket"),
  /** RFC 9112, section 4. */
  HTTP("HTTP/\\d.*", "an HTTP server", "; is its console a websocket, then write ws:// or wss://"),
  /** RFC 8446, section 6: an alert, which is all that a server says to what is no TLS. */
  TLS(
      "\u0015\u0003[\0-\u0004]\0\u0002.*",
      "a server that speaks TLS",
      "; wss:// and odorobos:// do, too"),
  /** RFC 854: IAC WILL, WONT, DO, DONT and an option, or IAC SB. */
  TELNET(
      "\u00ff(?:[\u00fb-\u00fe][\0-1\u00ff]|\u00fa).*",
      "a telnet server",
      ", and its signs are shown among the output; let the port carry bytes alone");

  /** So many bytes at the start decide. */
  public static final int LOOK = 64;

  /** What they all begin with. */
  private static final String FIRST = "{QSRH\u0015\u00ff";

  private final Pattern form;
  private final String what;
  private final String advice;

  Greeting(String form, String what, String advice) {
    this.form = Pattern.compile(form, Pattern.DOTALL);
    this.what = what;
    this.advice = advice;
  }

  /**
   * What begins so; empty for a console, and while too little has come to tell.
   *
   * @param start what has come, from the first byte on; is not read
   */
  public static Optional<Greeting> of(ByteBuffer start) {
    var text = text(start);
    return Arrays.stream(values()).filter(each -> each.form.matcher(text).matches()).findFirst();
  }

  /** Whether this is none yet, and the rest of its first line could make it one. */
  public static boolean mayBecome(ByteBuffer start) {
    var text = text(start).toString();
    return !text.isEmpty()
        && text.length() < LOOK
        && FIRST.indexOf(text.charAt(0)) >= 0
        && text.indexOf('\n') < 0
        && of(start).isEmpty();
  }

  private static CharSequence text(ByteBuffer start) {
    int looked = Math.min(LOOK, start.remaining());
    return StandardCharsets.ISO_8859_1.decode(start.slice(start.position(), looked));
  }

  /** As part of a sentence: {@code an SSH server}. */
  public String what() {
    return what;
  }

  /** For whoever looks at what should be a console. */
  public String sentence() {
    return "this is " + what + ", no serial console" + advice;
  }
}
