package dev.consolegw.gateway.shell.link.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.ProcessRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** What a process is started with, as it goes to the guest. */
final class Arguments {
  /** The longest command: what Linux takes as one argument. */
  static final int COMMAND = 128 * 1024 - 1;

  /** The most bytes of an environment. */
  static final int ENVIRONMENT = 64 * 1024;

  private static final int HAS_TERMINAL = 1;
  private static final int FIXED = 5;

  private Arguments() {}

  /**
   * A flag, columns and rows, and divided by zeros: the type of the terminal, the account, how many
   * variables there are, these, and the command.
   */
  static byte[] of(ProcessRequest request) throws GuestException {
    var out = new ByteArrayOutputStream();
    var fixed = ByteBuffer.allocate(FIXED);
    var terminal = request.terminal();
    fixed.put((byte) (terminal.isPresent() ? HAS_TERMINAL : 0));
    fixed.putShort(terminal.map(each -> (short) each.columns()).orElse((short) 0));
    fixed.putShort(terminal.map(each -> (short) each.rows()).orElse((short) 0));
    out.writeBytes(fixed.array());
    word(out, terminal.map(ProcessRequest.Terminal::type).orElse(""));
    word(out, request.account());
    word(out, Integer.toString(request.environment().size()));
    for (var each : request.environment().entrySet()) {
      if (each.getKey().isEmpty() || each.getKey().indexOf('=') >= 0) {
        throw refused("a name in the environment is empty or has a = in it");
      }
      word(out, each.getKey() + "=" + each.getValue());
      if (out.size() > ENVIRONMENT) {
        throw refused("the environment is longer than %d KiB".formatted(ENVIRONMENT / 1024));
      }
    }
    byte[] command = request.command().orElse("").getBytes(ISO_8859_1);
    if (command.length > COMMAND) {
      throw refused("a command may have %d bytes at most".formatted(COMMAND));
    }
    out.writeBytes(command);
    return out.toByteArray();
  }

  private static void word(ByteArrayOutputStream out, String word) throws GuestException {
    if (word.indexOf('\0') >= 0) {
      throw refused("there is a zero byte in the environment or the terminal's type");
    }
    out.writeBytes(word.getBytes(UTF_8));
    out.write(0);
  }

  private static GuestException refused(String sentence) {
    return new GuestException(GuestException.Kind.REFUSED, sentence);
  }
}
