package dev.consolegw.gateway.command;

import dev.consolegw.authz.ConsoleName;
import dev.consolegw.authz.ConsoleNameException;
import dev.consolegw.gateway.console.ExitCode;
import dev.consolegw.gateway.recording.Recordings;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/** All commands. Picocli reads the arguments; each command is a class of its own. */
public final class Commands {
  private final Door door;
  private final Recordings recordings;
  private final InstantSource clock;

  public Commands(Door door, Recordings recordings, InstantSource clock) {
    this.door = door;
    this.recordings = recordings;
    this.clock = clock;
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

  private static CommandLine all() {
    return new CommandLine(new All())
        .addSubcommand(new ListCommand())
        .addSubcommand(new StatusCommand())
        .addSubcommand(new WhoCommand())
        .addSubcommand(new KickCommand())
        .addSubcommand(new ClearCommand())
        .addSubcommand(new LogCommand())
        .addSubcommand(new RecordingsCommand())
        .addSubcommand(new OpenCommand())
        .addSubcommand(new BreakCommand())
        .addSubcommand(new SysrqCommand())
        .addSubcommand(new ResetCommand())
        .addSubcommand(new SendCommand())
        .addSubcommand(new WaitCommand())
        .addSubcommand(new HelpCommand());
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
  public ExitCode run(String line, CommandIo io, Caller caller) throws Refusal, IOException {
    return parse(line).run(new Context(door, caller, io, recordings, clock));
  }

  /** The console that {@code open} asks for; empty when the line is another command. */
  public Optional<ConsoleName> opens(String line, Caller caller) throws Refusal {
    if (!(parse(line) instanceof OpenCommand open)) {
      return Optional.empty();
    }
    try {
      return Optional.of(open.console(caller));
    } catch (ConsoleNameException mistake) {
      throw Door.usage(mistake);
    }
  }

  private static Command parse(String line) throws Refusal {
    var words = Words.split(line);
    try {
      var parsed = all().parseArgs(words.toArray(String[]::new));
      if (!parsed.hasSubcommand()) {
        return new HelpCommand();
      }
      while (parsed.hasSubcommand()) {
        parsed = parsed.subcommand();
      }
      return (Command) parsed.commandSpec().userObject();
    } catch (ParameterException mistake) {
      throw Door.usage(
          new IllegalArgumentException(mistake.getMessage() + "; `help` shows what there is"));
    }
  }
}
