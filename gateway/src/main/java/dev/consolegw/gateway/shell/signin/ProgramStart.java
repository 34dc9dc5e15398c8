package dev.consolegw.gateway.shell.signin;

import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestException.Kind;
import dev.consolegw.gateway.terminal.Printable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * Starts a program of ours at a shell's prompt: types the line that reads it, waits until the line
 * says that it listens, and sends it.
 */
public final class ProgramStart {
  /** The longest line; a terminal takes no more than 4095, the editors of shells less. */
  public static final int LINE = 1000;

  /** So long the guest has to start what reads. */
  public static final Duration START = Duration.ofSeconds(10);

  private final String line;
  private final String listens;
  private final byte[] program;

  /**
   * What is started.
   *
   * @param line what is typed, without Enter: shorter than {@link #LINE} bytes, and none of it a
   *     control
   * @param listens what the line prints when the terminal takes bytes as they are; its echo must
   *     not hold it
   * @param program what is sent then
   */
  public ProgramStart(String line, String listens, byte[] program) {
    if (line.getBytes(StandardCharsets.UTF_8).length >= LINE || line.contains(listens)) {
      throw new IllegalArgumentException("such a line cannot be typed: " + line);
    }
    this.line = line;
    this.listens = listens;
    this.program = program.clone();
  }

  /**
   * Starts it. What the guest prints from then on is the program's, and comes to the conversation
   * no more than anything else does. Blocks for {@link #START} and a moment at most.
   *
   * @param guest at a prompt that is ours
   * @throws GuestException when the guest has not what it takes; the prompt is there again then, as
   *     far as that can be
   */
  public void start(Conversation guest) throws GuestException {
    guest.within(START);
    guest.type(line, Key.ENTER);
    var look = guest.rest(each -> each == Look.SHELL, this::listens, START);
    boolean isPrompt = look == Look.SHELL || look == Look.OTHER;
    if (guest.isOver() || (!isPrompt && !listens(guest.text()))) {
      stop(guest);
      throw new GuestException(
          Kind.UNREACHABLE,
          "the guest did not start what carries commands within %d s".formatted(START.toSeconds()));
    }
    if (misses(guest.text(), "stty")) {
      stop(guest);
      throw misses("stty");
    }
    if (!listens(guest.text())) {
      throw failed(guest);
    }
    guest.send(program);
  }

  private boolean listens(ShownText text) {
    return text.all().stream().anyMatch(each -> each.contains(listens));
  }

  private static GuestException failed(Conversation guest) {
    if (misses(guest.text(), "python3")) {
      return misses("python3");
    }
    var lines = guest.text().all();
    var said = lines.size() > 1 ? lines.get(lines.size() - 2) : "";
    return new GuestException(
        Kind.UNSUPPORTED,
        "the guest does not start what carries commands: " + Printable.of(said.strip()).asValue());
  }

  private static GuestException misses(String command) {
    return new GuestException(
        Kind.UNSUPPORTED, "the guest has no %s, which +shell needs".formatted(command));
  }

  /** {@code sh: 1: python3: not found}, {@code bash: python3: command not found}. */
  private static boolean misses(ShownText text, String command) {
    return text.all().stream()
        .map(each -> each.toLowerCase(Locale.ROOT))
        .anyMatch(each ->
            each.contains(command)
                && !each.contains("stty -g")
                && (each.contains("not found")
                    || each.contains("no such file")
                    || each.contains("unknown command")));
  }

  private static void stop(Conversation guest) throws GuestException {
    guest.within(SignedIn.LEAVING);
    guest.press(Key.INTERRUPT);
    guest.rest(look -> look == Look.SHELL, Conversation.STRANGE);
  }
}
