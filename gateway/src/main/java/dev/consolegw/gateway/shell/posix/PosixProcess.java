package dev.consolegw.gateway.shell.posix;

import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A command that runs in a guest, alone. */
final class PosixProcess implements GuestProcess {
  /** RFC 4254, 6.10. */
  private static final Set<String> SIGNALS =
      Set.of(
          "ABRT", "ALRM", "FPE", "HUP", "ILL", "INT", "KILL", "PIPE", "QUIT", "SEGV", "TERM",
          "USR1", "USR2");

  /** Of the numbers that are the same everywhere; an exit status of 128 and more tells them. */
  private static final Map<Integer, String> NUMBERS =
      Map.of(
          1, "HUP", 2, "INT", 3, "QUIT", 6, "ABRT", 8, "FPE", 9, "KILL", 11, "SEGV", 13, "PIPE", 14,
          "ALRM", 15, "TERM");

  private static final int SIGNALS_UNDER_WAY = 16;

  private final Dialogue dialogue;
  private final Runnable whenOver;
  private final InputBlocks input;
  private final OutputStream stdin;
  private final OutputPipe printed;
  private final OutputPipe errors;
  private final OutputChunks stdout;
  private final OutputChunks stderr;

  // Guarded by the dialogue.
  private final Map<Integer, String> signals = new LinkedHashMap<>();
  private final Set<String> sent = new HashSet<>();
  private int signalled;
  private boolean created;
  private boolean started;
  private @Nullable Outcome outcome;
  private long stirred;
  private long closed;
  private long killed;
  private long repeated = System.nanoTime();
  private boolean over;

  /**
   * A command that is about to begin.
   *
   * @param terminal both outputs are one
   * @param whenOver called once, when the guest is free for another one; must not block
   */
  PosixProcess(Dialogue dialogue, boolean terminal, Runnable whenOver) {
    this.dialogue = dialogue;
    this.whenOver = whenOver;
    input = new InputBlocks(dialogue);
    stdin = terminal ? new TerminalKeys(input, this::signal) : input;
    printed = new OutputPipe(dialogue, terminal ? 2 : 1, terminal);
    errors = new OutputPipe(dialogue, terminal ? 0 : 1, false);
    stdout = new OutputChunks('o', dialogue, printed);
    stderr = new OutputChunks('e', dialogue, terminal ? printed : errors);
  }

  /** Has the guest begin. */
  void begin(String mark, byte[] script) throws IOException {
    dialogue.insist("n " + mark + " " + OutputChunks.FIRST, () -> created);
    input.script(script);
    dialogue.insist("x", () -> started || outcome != null);
  }

  /** A line of the guest about this command. By one thread at a time. */
  void heard(String line) {
    int blank = line.indexOf(' ');
    String verb = blank < 0 ? line : line.substring(0, blank);
    String rest = blank < 0 ? "" : line.substring(blank + 1);
    switch (verb) {
      case "O" -> stdout.line(rest);
      case "E" -> stderr.line(rest);
      case "o" -> stdout.end(rest);
      case "e" -> stderr.end(rest);
      case "+", "r", "i" -> input.heard(verb.charAt(0), rest);
      case "g", "w", "f" -> input.heard(verb.charAt(0), rest);
      case "n" -> dialogue.change(() -> created |= rest.isEmpty());
      case "s" -> dialogue.change(() -> started |= rest.isEmpty());
      case "k" -> dialogue.change(() -> signals.keySet().removeIf(n -> n <= number(rest)));
      case "x" -> exited(rest);
      default -> {
        return;
      }
    }
    dialogue.change(() -> stirred = System.nanoTime());
    if (dialogue.is(() -> outcome != null) && stdout.over() && stderr.over()) {
      over();
    }
  }

  /** A number that a guest says; -1 where it is none. */
  static int number(String text) {
    boolean digits = !text.isEmpty() && text.length() < 10;
    for (int i = 0; digits && i < text.length(); i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return digits ? Integer.parseInt(text) : -1;
  }

  /**
   * The status comes twice, so that a damaged one is none. A shell tells a signal as a status,
   * which a command may have by itself: it was one where we have sent it.
   */
  private void exited(String twice) {
    String[] words = twice.split(" ", -1);
    int status = number(words[0]);
    if (words.length != 2 || !words[1].equals(words[0]) || status < 0 || status > 255) {
      return;
    }
    String name = NUMBERS.getOrDefault(status - 128, "");
    dialogue.change(() -> {
      if (outcome == null) {
        outcome = sent.contains(name) ? new Outcome.Signalled(name) : new Outcome.Exited(status);
      }
    });
    input.end();
  }

  private void over() {
    boolean[] first = {false};
    dialogue.change(() -> {
      first[0] = !over;
      over = true;
    });
    if (first[0]) {
      input.end();
      whenOver.run();
    }
  }

  /** Has a look at what is due. Now and then, by the timer; does not block. */
  void look(long now) {
    if (dialogue.failed()) {
      if (!dialogue.is(() -> over)) {
        dialogue.change(() -> sent.add("KILL"));
        dialogue.say("k KILL " + (1 + SIGNALS_UNDER_WAY + signalled));
        over();
      }
      return;
    }
    if (dialogue.is(() -> closed != 0)) {
      closing(now);
    }
    if (!dialogue.is(() -> now - repeated > dialogue.limits().patience().toNanos())) {
      return;
    }
    dialogue.change(() -> repeated = now);
    dialogue.change(() -> signals.forEach((n, name) -> dialogue.say("k " + name + " " + n)));
    if (dialogue.is(() -> outcome != null && past(now, stirred, linger()))) {
      dialogue.say("q");
    }
  }

  private void closing(long now) {
    Duration patience = dialogue.limits().hangUp();
    if (dialogue.is(() -> killed == 0 && past(now, closed, patience))) {
      dialogue.change(() -> killed = now);
      signal("KILL");
    } else if (dialogue.is(() -> killed != 0 && past(now, killed, patience))) {
      dialogue.fail(
          new GuestException(
              GuestException.Kind.UNREACHABLE, "the command in the guest does not end"));
    }
  }

  private Duration linger() {
    return dialogue.limits().linger();
  }

  private static boolean past(long now, long since, Duration span) {
    return now - since > span.toNanos();
  }

  /** The guest is lost, or the command's line. */
  void fail(GuestException why) {
    dialogue.fail(why);
  }

  @Override
  public OutputStream stdin() {
    return stdin;
  }

  @Override
  public InputStream stdout() {
    return printed;
  }

  @Override
  public InputStream stderr() {
    return errors;
  }

  @Override
  public void resize(int columns, int rows) {
    // There are no terminals.
  }

  @Override
  public void signal(String name) {
    if (!SIGNALS.contains(name)) {
      return;
    }
    boolean ignored = name.equals("INT") || name.equals("QUIT");
    String one = ignored && !dialogue.tools().jobControl() ? "TERM" : name;
    int[] number = {0};
    dialogue.change(() -> {
      if (outcome == null && !over && signals.size() < SIGNALS_UNDER_WAY) {
        number[0] = ++signalled;
        signals.put(number[0], one);
        sent.add(one);
      }
    });
    if (number[0] > 0) {
      dialogue.say("k " + one + " " + number[0]);
    }
  }

  @Override
  public Outcome await() throws IOException {
    dialogue.await(() -> outcome != null);
    Outcome[] how = new Outcome[1];
    dialogue.change(() -> how[0] = outcome);
    return how[0];
  }

  @Override
  public void close() {
    boolean[] first = {false};
    dialogue.change(() -> {
      first[0] = closed == 0;
      closed = closed == 0 ? System.nanoTime() : closed;
    });
    if (first[0]) {
      signal("HUP");
      input.end();
    }
    printed.discard();
    errors.discard();
  }
}
