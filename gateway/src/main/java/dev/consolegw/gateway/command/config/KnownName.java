package dev.consolegw.gateway.command.config;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.terminal.Printable;
import java.util.regex.Pattern;

/**
 * What a client knows the gateway by, in a file {@code known_hosts} (sshd(8), SSH_KNOWN_HOSTS FILE
 * FORMAT).
 *
 * @param host a name, an address without brackets, or a pattern of names; nothing in it ends a word
 *     or a list, or negates
 * @param port 1 to 65535
 */
record KnownName(String host, int port) {
  /** Of SSH (RFC 4253, 4.1); a line says no other than it when it says none. */
  static final int STANDARD_PORT = 22;

  private static final int MOST = 65_535;

  /** Also what consoles are called in connections inside of others, and patterns. */
  private static final Pattern FORM =
      Pattern.compile(
          "(?:\\[([0-9A-Fa-f:.]{2,45})]|([A-Za-z0-9_*?][\\w.+=*?-]{0,252}))(?::(\\d{1,5}))?");

  private static final Pattern ADDRESS = Pattern.compile(".*:.*|[0-9.]+");
  private static final Pattern DOMAIN = Pattern.compile("[\\w.-]+");

  /**
   * Reads one as people write it, {@code HOST[:PORT]}, an IPv6 address in brackets.
   *
   * @throws Refusal with a sentence, when it is none
   */
  static KnownName parse(String text) throws Refusal {
    var form = FORM.matcher(text);
    if (form.matches()) {
      int port = form.group(3) == null ? STANDARD_PORT : Integer.parseInt(form.group(3));
      if (port > 0 && port <= MOST) {
        return new KnownName(form.group(1) == null ? form.group(2) : form.group(1), port);
      }
    }
    throw new Refusal(
        ExitCode.USAGE,
        "--name %s is no host; write HOST[:PORT], such as gw.example.org:2222 or [2001:db8::1]:2222"
            .formatted(Printable.of(text).asValue()));
  }

  /** Whether a name server may have records of it: it is no address, and no pattern. */
  boolean isDomain() {
    return DOMAIN.matcher(host).matches() && !ADDRESS.matcher(host).matches();
  }

  /** As a line names it. */
  @Override
  public String toString() {
    return port == STANDARD_PORT ? host : "[" + host + "]:" + port;
  }
}
