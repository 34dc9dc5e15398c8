package dev.consolegw.gateway.command;

import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.authz.name.ConsoleNameException;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.guest.BreakCommand;
import dev.consolegw.gateway.command.guest.ResetCommand;
import dev.consolegw.gateway.command.guest.SendCommand;
import dev.consolegw.gateway.command.guest.SysrqCommand;
import dev.consolegw.gateway.command.guest.WaitCommand;
import dev.consolegw.gateway.command.log.LogCommand;
import dev.consolegw.gateway.command.pattern.PatternThreads;
import dev.consolegw.gateway.command.recordings.RecordingsCommand;
import dev.consolegw.gateway.recording.Recordings;
import dev.consolegw.gateway.session.ExecStreams;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/** All commands. Picocli reads the arguments; each command is a class of its own. */
public final class Commands {
  private final CommandContext.Means means;

  /**
   * @param patterns is closed by whoever made it
   */
  public Commands(
      ConsoleAccess access, Recordings recordings, PatternThreads patterns, InstantSource clock) {
    this.means = new CommandContext.Means(access, recordings, patterns, clock);
  }

  @CommandLine.Command(
      name = "ssh NAME@gateway",
      description = "Without a command, opens the serial console of NAME.",
      synopsisSubcommandLabel = "[COMMAND]",
      footerHeading =
          "%nssh -t menu@gateway shows a list to pick from,"
              + " sftp NAME@gateway has the output as a file.%n%nName: ",
      footer =
          "[PROJECT/]SERVER[:PORT][+OPTION[=VALUE]]... with the options ro, force, join, raw,"
              + " wait[=T], replay=N|NB|new|@OFFSET|none, eof=close|keep|T, hup=close, wake=CR,"
              + " pace=BYTES/MS, drop=note|close|wait, escape=^K, project=P, port=P")
  private static final class All {}

  /** Each is made anew for each line: it holds what was typed. */
  private static final Map<String, Supplier<Command>> KINDS = kinds();

  private static Map<String, Supplier<Command>> kinds() {
    var kinds = new LinkedHashMap<String, Supplier<Command>>();
    kinds.put("list", ListCommand::new);
    kinds.put("status", StatusCommand::new);
    kinds.put("who", WhoCommand::new);
    kinds.put("kick", KickCommand::new);
    kinds.put("clear", ClearCommand::new);
    kinds.put("log", LogCommand::new);
    kinds.put("recordings", RecordingsCommand::new);
    kinds.put(OpenCommand.NAME, OpenCommand::new);
    kinds.put("break", BreakCommand::new);
    kinds.put("sysrq", SysrqCommand::new);
    kinds.put("reset", ResetCommand::new);
    kinds.put("send", SendCommand::new);
    kinds.put("wait", WaitCommand::new);
    kinds.put("help", HelpCommand::new);
    return Collections.unmodifiableMap(kinds);
  }

  private static CommandLine all() {
    return reading(KINDS);
  }

  /** Picocli looks at every member of each command that it is given, which takes its time. */
  private static CommandLine reading(Map<String, Supplier<Command>> kinds) {
    var line = new CommandLine(new All());
    kinds.forEach((name, kind) -> line.addSubcommand(name, kind.get()));
    return line.setExpandAtFiles(false); // what people type names no files of the gateway's
  }

  /** The reference of all commands, or of one, as {@code help} prints it. */
  static String usage(List<String> command) throws Refusal {
    var line = all();
    for (var word : command) {
      var sub = line.getSubcommands().get(word);
      if (sub == null) {
        throw new Refusal(ExitCode.USAGE, "there is no such command; `help` lists them");
      }
      line = sub;
    }
    return line.getUsageMessage(Ansi.OFF).strip();
  }

  /** Runs a command line to its end. */
  public ExitCode run(String line, ExecStreams io, Caller caller) throws Refusal, IOException {
    return parse(ShellWords.split(line)).run(new CommandContext(means, caller, io));
  }

  /** The console that {@code open} asks for; empty when the line is another command. */
  public Optional<ConsoleName> opens(String line, Caller caller) throws Refusal {
    var words = ShellWords.split(line);
    if (words.isEmpty() || !words.getFirst().equals(OpenCommand.NAME)) {
      return Optional.empty();
    }
    if (!(parse(words) instanceof OpenCommand open)) {
      throw new IllegalStateException("open is read as something else");
    }
    try {
      return Optional.of(open.console(caller));
    } catch (ConsoleNameException mistake) {
      throw ConsoleAccess.usage(mistake);
    }
  }

  private static Command parse(List<String> words) throws Refusal {
    var first = words.isEmpty() ? "" : words.getFirst();
    var kind = KINDS.get(first);
    var commands = kind == null ? all() : reading(Map.of(first, kind));
    try {
      var parsed = commands.parseArgs(words.toArray(String[]::new));
      if (!parsed.hasSubcommand()) {
        return new HelpCommand();
      }
      while (parsed.hasSubcommand()) {
        parsed = parsed.subcommand();
      }
      return (Command) parsed.commandSpec().userObject();
    } catch (ParameterException mistake) {
      var what = String.valueOf(mistake.getMessage()).replaceFirst("^Error: ", "");
      throw ConsoleAccess.usage(
          new IllegalArgumentException(what + "; `help` shows what there is"));
    }
  }
}
