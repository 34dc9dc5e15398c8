package dev.consolegw.gateway.demo;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One login on the machine, until it ends. Runs on the machine's thread. */
final class Shell {
  private static final String HELP =
      """
      date                  the time
      echo WORDS            says them again
      exit                  logs out, as Ctrl-D does
      flood N               prints N KiB as fast as they are taken; Ctrl-C stops it
      reboot                restarts: the connection goes, the machine boots again
      screen                a frame as large as this terminal is said to be
      stty rows R cols C    says how large the terminal is; a serial line cannot know
      stty size             rows and columns
      top                   a screen that is drawn again each second; q leaves it
      uname -a              the system
      uptime                since when the machine is up
      """;

  /** Most that {@code flood} prints in one go, in KiB. */
  private static final int FLOOD_LIMIT = 1024 * 1024;

  private static final int CTRL_C = 0x03;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss 'UTC' yyyy", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  /** How a login ends. */
  enum End {
    LOGOUT,
    REBOOT
  }

  /** What the commands know of the machine that they run on. */
  record Machine(String name, InstantSource clock, Instant start) {}

  private final SerialLine line;
  private final Machine machine;
  private final String user;
  private final Screens screens;

  Shell(SerialLine line, Machine machine, String user) {
    this.line = line;
    this.machine = machine;
    this.user = user;
    this.screens = new Screens(line);
  }

  /** Takes commands until one of them ends the login. */
  End run() throws IOException {
    var editor = new LineEditor(line);
    @Nullable End end = null;
    while (end == null) {
      end =
          switch (editor.ask(user + "@" + machine.name() + ":~$ ", true)) {
            case LineEditor.Answer.Line(String text) -> execute(text.strip());
            case LineEditor.Answer.Interrupted() -> null;
            case LineEditor.Answer.End() -> End.LOGOUT;
          };
    }
    return end;
  }

  private @Nullable End execute(String command) throws IOException {
    List<String> words = Arrays.asList(command.split("\\s+", -1));
    List<String> rest = words.subList(1, words.size());
    switch (words.getFirst()) {
      case "" -> {}
      case "date" -> say(DATE.format(machine.clock().instant()));
      case "echo" -> say(String.join(" ", rest));
      case "flood" -> flood(rest);
      case "help" -> say(HELP.strip().replace("\n", "\r\n"));
      case "screen" -> screens.frame();
      case "stty" -> stty(rest);
      case "top" -> screens.top();
      case "uname" -> say(uname(rest));
      case "uptime" -> say(uptime());
      case "exit", "logout" -> {
        return End.LOGOUT;
      }
      case "reboot" -> {
        say("The system is going down for reboot NOW!");
        return End.REBOOT;
      }
      default -> say("sh: " + words.getFirst() + ": not found");
    }
    return null;
  }

  private void say(String text) throws IOException {
    line.print(text + "\r\n");
  }

  private String uname(List<String> arguments) {
    return arguments.contains("-a")
        ? "Linux " + machine.name() + " 6.1.0-demo #1 SMP PREEMPT_DYNAMIC x86_64 GNU/Linux"
        : "Linux";
  }

  private String uptime() {
    Instant now = machine.clock().instant();
    long minutes = Duration.between(machine.start(), now).toMinutes();
    return " %s up %d min,  1 user,  load average: 0.08, 0.03, 0.01"
        .formatted(TIME.format(now), minutes);
  }

  private void stty(List<String> arguments) throws IOException {
    if (arguments.equals(List.of("size"))) {
      say(screens.rows() + " " + screens.columns());
      return;
    }
    for (int i = 0; i < arguments.size(); i += 2) {
      String what = arguments.get(i);
      int value = i + 1 < arguments.size() ? number(arguments.get(i + 1), Screens.LARGEST) : -1;
      if (value < 1 || !screens.resize(what, value)) {
        say("stty: invalid argument '" + what + "'; try stty rows 40 cols 120");
        return;
      }
    }
  }

  private void flood(List<String> arguments) throws IOException {
    int kibibytes = arguments.isEmpty() ? -1 : number(arguments.getFirst(), FLOOD_LIMIT);
    if (kibibytes < 0) {
      say("flood: how many KiB? A number up to " + FLOOD_LIMIT);
      return;
    }
    for (int block = 0; block < kibibytes; block++) {
      line.print(kibibyte(block));
      if (line.wasTyped(CTRL_C)) {
        say("^C");
        return;
      }
    }
  }

  /** 16 numbered lines of 64 bytes, so that a reader can tell what is missing. */
  private static String kibibyte(int block) {
    var text = new StringBuilder(1024);
    for (int i = 0; i < 16; i++) {
      text.append("%010d ".formatted(block * 16L + i)).append("=".repeat(51)).append("\r\n");
    }
    return text.toString();
  }

  /** A number from 0 to {@code most}, or -1. */
  private static int number(String word, int most) {
    if (!word.matches("[0-9]{1,9}")) {
      return -1;
    }
    int value = Integer.parseInt(word);
    return value <= most ? value : -1;
  }
}
