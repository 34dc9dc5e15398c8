package dev.consolegw.gateway.command;

import dev.consolegw.authz.Person;
import dev.consolegw.authz.SshKey;
import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.authz.name.ConsoleNameException;
import dev.consolegw.config.value.WebUrl;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.access.Tickets;
import dev.consolegw.gateway.budget.Turns;
import dev.consolegw.gateway.command.line.Misuse;
import dev.consolegw.gateway.command.line.MisuseException;
import dev.consolegw.gateway.command.line.Reading;
import dev.consolegw.gateway.command.pattern.PatternThreads;
import dev.consolegw.gateway.ops.audit.Audit;
import dev.consolegw.gateway.ops.audit.CommandRun;
import dev.consolegw.gateway.recording.Recordings;
import dev.consolegw.gateway.session.ExecStreams;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.terminal.Printable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/** All commands. Picocli reads the arguments; each command is a class of its own. */
public final class Commands {
  /** Command lines of one person that are read at a time. */
  static final int PARSED = 2;

  private final Map<String, Supplier<Command>> kinds;
  private final ConsoleAccess access;
  private final Recordings recordings;
  private final PatternThreads patterns;
  private final ScreenServices screens;
  private final InstantSource clock;
  private final Audit audit;
  private final Supplier<List<SshKey>> hostKeys;
  private final Optional<WebLinks> web;
  private final Turns<Set<Person>> parsing = Turns.ofEach(PARSED);

  /**
   * @param kinds every command by its name, in the order in which {@code help} lists them; each is
   *     made anew for each line, since it holds what was typed
   * @param web empty where the gateway serves no websockets
   */
  public Commands(
      Map<String, Supplier<Command>> kinds,
      ConsoleAccess access,
      Services services,
      Optional<WebLinks> web) {
    this.kinds = Collections.unmodifiableMap(new LinkedHashMap<>(kinds));
    this.access = access;
    this.recordings = services.recordings();
    this.patterns = services.patterns();
    this.screens = services.screens();
    this.clock = services.clock();
    this.audit = services.audit();
    this.hostKeys = services.hostKeys();
    this.web = web;
  }

  /**
   * What commands work with, beside consoles.
   *
   * @param hostKeys the public keys that the gateway shows to its clients
   */
  public record Services(
      Recordings recordings,
      PatternThreads patterns,
      ScreenServices screens,
      InstantSource clock,
      Audit audit,
      Supplier<List<SshKey>> hostKeys) {}

  /**
   * What links to consoles are made of.
   *
   * @param url where clients find the front that takes the tickets
   * @param page whether it has a page for browsers
   */
  public record WebLinks(Tickets tickets, Supplier<WebUrl> url, boolean page) {}

  @CommandLine.Command(
      name = "ssh NAME@gateway",
      description = "Without a command, opens the serial console of NAME.",
      synopsisSubcommandLabel = "[COMMAND]",
      footerHeading =
          "%nssh -t menu@gateway shows a list to pick from,"
              + " sftp NAME@gateway has the output as a file.%n%nName: ",
      footer =
          "[PROJECT/]SERVER[:PORT][+OPTION[=VALUE]]... with the options ro, force, join, raw,"
              + " wait[=T], replay=N|NB|new|@OFFSET|none, eof=close|keep|T, hup=close,"
              + " wake=CR|none, crlf=cr, nodisplace, shell, pace=BYTES/MS, drop=note|close|wait,"
              + " escape=^K, project=P, port=P")
  private static final class All {}

  private CommandLine all() {
    return reading(kinds);
  }

  /** Picocli looks at every member of each command that it is given, which takes its time. */
  private static CommandLine reading(Map<String, Supplier<Command>> kinds) {
    var line = new CommandLine(new All());
    kinds.forEach((name, kind) -> line.addSubcommand(name, kind.get()));
    line.setExpandAtFiles(false); // what people type names no files of the gateway's
    return Misuse.withHelp(line);
  }

  /** The reference of all commands, or of one, as {@code help} prints it. */
  String usage(List<String> command) throws Refusal {
    var line = all();
    for (var word : command) {
      var sub = line.getSubcommands().get(word);
      if (sub == null) {
        throw new Refusal(
            ExitCode.USAGE,
            "there is no command %s; `help` lists those there are"
                .formatted(Printable.of(word).asValue()));
      }
      line = sub;
    }
    return usage(line);
  }

  /** The same of a command that was found. */
  static String usage(CommandLine command) {
    return command.getUsageMessage(Ansi.OFF).strip();
  }

  ConsoleAccess access() {
    return access;
  }

  Recordings recordings() {
    return recordings;
  }

  PatternThreads patterns() {
    return patterns;
  }

  /** What stands on the screens of guests. */
  public ScreenServices screens() {
    return screens;
  }

  Audit audit() {
    return audit;
  }

  InstantSource clock() {
    return clock;
  }

  List<SshKey> hostKeys() {
    return hostKeys.get();
  }

  /** Empty where the gateway serves no websockets. */
  Optional<WebLinks> web() {
    return web;
  }

  /** Runs a command line to its end. */
  public ExitCode run(String line, ExecStreams io, Caller caller) throws Refusal, IOException {
    var told = new CommandRun.Told("", "");
    Command command;
    try {
      told = told(line);
      command = parse(line, caller);
    } catch (Refusal refusal) {
      try (var run = run(caller, told.byName(), io)) {
        run.refused(refusal.ending());
      }
      throw refusal;
    } catch (RuntimeException | Error bug) {
      try (var run = run(caller, told.byName(), io)) {
        run.failed();
      }
      throw bug;
    }
    if (command instanceof HelpCommand help && help.leavesRest()) {
      told = told.byName();
    }
    try (var run = run(caller, told, io)) {
      try {
        var code = command.run(new CommandContext(this, caller, run.io(), run));
        run.ended(code);
        return code;
      } catch (Refusal refusal) {
        run.refused(refusal.ending());
        throw refusal;
      } catch (RuntimeException | Error bug) {
        run.failed();
        throw bug;
      }
    }
  }

  private CommandRun run(Caller caller, CommandRun.Told told, ExecStreams io) {
    return new CommandRun(audit, caller.session(), caller.userName(), told, io);
  }

  /**
   * What is typed for a guest stays out, and so does what is no line of ours. Of a line that is not
   * understood only the name is to be told: it may have been meant for a guest, too.
   */
  private CommandRun.Told told(String line) {
    try {
      var name = Reading.command(line);
      var kind = kinds.get(name);
      if (kind == null) {
        return new CommandRun.Told("", "");
      }
      return new CommandRun.Told(name, told(kind.get().reading(), line));
    } catch (MisuseException unreadable) {
      return new CommandRun.Told("", "");
    }
  }

  private static String told(Reading reading, String line) {
    try {
      return reading instanceof Reading.Text || reading.words(line).isEmpty() ? "" : line;
    } catch (MisuseException unreadable) {
      return "";
    }
  }

  /** The console that {@code open} asks for; empty when the line is another command. */
  public Optional<ConsoleName> opens(String line, Caller caller) throws Refusal {
    if (!command(line).equals(OpenCommand.NAME)
        || !(parse(line, caller) instanceof OpenCommand open)) {
      return Optional.empty(); // or it is to be explained
    }
    try {
      return Optional.of(open.console(caller));
    } catch (ConsoleNameException mistake) {
      throw ConsoleAccess.usage(mistake);
    }
  }

  /** Whether a line is one of ours, well written or not. */
  public boolean knows(String line) {
    try {
      return kinds.containsKey(Reading.command(line));
    } catch (MisuseException unreadable) {
      return false;
    }
  }

  private static String command(String line) throws Refusal {
    try {
      return Reading.command(line);
    } catch (MisuseException mistake) {
      throw ConsoleAccess.usage(mistake);
    }
  }

  /** Picocli needs milliseconds, and somebody may begin a thousand commands at once. */
  private Command parse(String line, Caller caller) throws Refusal {
    try (var _ = parsing.take(caller.session().identity().owners())) {
      return parse(line);
    }
  }

  private Command parse(String line) throws Refusal {
    var first = command(line);
    if (first.isEmpty()) {
      return new HelpCommand();
    }
    var kind = kinds.get(first);
    if (kind == null && !first.startsWith("-")) {
      throw new Refusal(ExitCode.USAGE, noCommand(first, line.strip()));
    }
    var reading = kind == null ? new Reading.Words() : kind.get().reading();
    var commands = kind == null ? all() : reading(Map.of(first, kind));
    try {
      var parsed = commands.parseArgs(reading.words(line).toArray(String[]::new));
      while (parsed.hasSubcommand()) {
        parsed = parsed.subcommand();
      }
      var spec = parsed.commandSpec();
      return parsed.isUsageHelpRequested() || spec.parent() == null
          ? new HelpCommand(spec.commandLine())
          : (Command) spec.userObject();
    } catch (MisuseException mistake) {
      throw ConsoleAccess.usage(mistake);
    } catch (ParameterException mistake) {
      throw new Refusal(ExitCode.USAGE, Misuse.sentence(mistake, ""));
    }
  }

  /** Most who meet it took the console for the guest's shell. */
  private static String noCommand(String first, String line) {
    return "there is no command %s here; to type it at the guest: `send %s`; to run it there: ssh NAME+shell@gateway; `help` lists the commands"
        .formatted(Printable.of(first).asValue(), Printable.of(line));
  }
}
