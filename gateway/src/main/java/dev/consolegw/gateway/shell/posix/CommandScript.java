package dev.consolegw.gateway.shell.posix;

import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.ProcessRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The script by which a guest runs a command as sshd would: in the home, with the account's shell.
 */
final class CommandScript {
  /** Linux takes no longer argument (MAX_ARG_STRLEN). */
  static final int LONGEST_COMMAND = 128 * 1024 - 1;

  /** All names and values of an environment together. */
  static final int LARGEST_ENVIRONMENT = 64 * 1024;

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private CommandScript() {}

  /**
   * The script's bytes.
   *
   * @throws GuestException for a command that no guest can run
   */
  static byte[] of(ProcessRequest request) throws GuestException {
    StringBuilder script = new StringBuilder("cd \"${HOME:-/}\"\n");
    int size = 0;
    for (Map.Entry<String, String> one : request.environment().entrySet()) {
      if (NAME.matcher(one.getKey()).matches() && one.getValue().indexOf('\0') < 0) {
        String value = bytesAsCharacters(one.getValue());
        size += one.getKey().length() + value.length();
        script.append("export ").append(one.getKey()).append('=').append(quoted(value));
        script.append('\n');
      }
    }
    if (size > LARGEST_ENVIRONMENT) {
      throw refused("the environment is larger than " + LARGEST_ENVIRONMENT + " bytes");
    }
    request
        .terminal()
        .ifPresent(
            terminal -> script.append("export TERM=").append(quoted(terminal.type())).append('\n'));
    Optional<String> command = request.command();
    if (command.isEmpty()) {
      script.append("exec \"${SHELL:-/bin/sh}\" -l\n");
    } else if (asksForHome(command.get(), request.account())) {
      script.append("printf '%s\\n' \"$HOME\"\n");
    } else if (command.get().length() > LONGEST_COMMAND) {
      throw refused(
          "the command is longer than " + LONGEST_COMMAND + " bytes: send it on its input");
    } else if (command.get().indexOf('\0') >= 0) {
      throw refused("the command holds a NUL byte");
    } else {
      script.append("exec \"${SHELL:-/bin/sh}\" -c ").append(quoted(command.get())).append('\n');
    }
    return script.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static GuestException refused(String why) {
    return new GuestException(GuestException.Kind.REFUSED, why);
  }

  private static String bytesAsCharacters(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** Ansible's first question; the name that it knows is our way in, and no account's there. */
  private static boolean asksForHome(String command, String account) {
    return command.equals("/bin/sh -c 'echo ~" + account + " && sleep 0'")
        || command.equals("/bin/sh -c 'echo '\"'\"'~" + account + "'\"'\"' && sleep 0'");
  }
}
