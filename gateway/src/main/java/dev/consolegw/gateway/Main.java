package dev.consolegw.gateway;

import dev.consolegw.authz.openstack.account.CloudConfig;
import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.config.Settings;
import dev.consolegw.config.yaml.SettingsException;
import dev.consolegw.gateway.background.Carriers;
import dev.consolegw.gateway.check.CloudCheck;
import dev.consolegw.gateway.check.HopCheck;
import dev.consolegw.gateway.client.ConnectCommand;
import dev.consolegw.gateway.command.line.Misuse;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.net.PemKeyStore;
import dev.consolegw.gateway.ops.FileModes;
import dev.consolegw.gateway.ops.LogStream;
import dev.consolegw.gateway.ops.OutOfMemory;
import dev.consolegw.gateway.session.ExitCode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command line. */
@Command(
    name = "console-gw",
    description = "An SSH gateway to the serial consoles of virtual machines.",
    mixinStandardHelpOptions = true,
    version = "console-gw 0.1.0",
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  private static final int FAULT = 70;

  private final LogStream errors;
  private final OutOfMemory memory;

  private Main(LogStream errors, OutOfMemory memory) {
    this.errors = errors;
    this.memory = memory;
  }

  /** Exits with a status of {@link ExitCode}, or with {@link #FAULT} for a fault of our own. */
  public static void main(String[] args) {
    Carriers.useMore();
    PemKeyStore.installWhereAsked();
    var errors = new LogStream(new FileOutputStream(FileDescriptor.err), Clock.systemUTC());
    var memory = watchMemory(errors);
    var plain = ServeCommand.plain(args);
    int status =
        plain.isPresent()
            ? serve(new ServeCommand(plain.get(), errors, memory))
            : commandLine(errors, memory).execute(args);
    errors.drain(LogStream.AT_EXIT);
    System.exit(status);
  }

  /** All that can be typed; what is not understood is one sentence on stderr. */
  static CommandLine commandLine(LogStream errors, OutOfMemory memory) {
    var line = new CommandLine(new Main(errors, memory));
    line.addSubcommand(new DemoCommand(System.out, errors));
    line.addSubcommand(new ConnectCommand());
    line.addSubcommand(new RehearseCommand(errors));
    line.addSubcommand("help", new CommandLine.HelpCommand());
    setExitCodes(line);
    line.getSubcommands().values().forEach(Main::setExitCodes);
    line.setExecutionExceptionHandler((failure, _, _) -> failed(failure));
    line.setParameterExceptionHandler((mistake, _) -> misused(mistake));
    return Misuse.withHelp(line);
  }

  private static int misused(CommandLine.ParameterException mistake) {
    var err = mistake.getCommandLine().getErr();
    err.println("console-gw: " + Misuse.sentence(mistake, "console-gw "));
    return ExitCode.USAGE.status();
  }

  /**
   * The last line goes where System.err leads by then; a reader that stands still is no reason to
   * stay.
   */
  private static OutOfMemory watchMemory(LogStream errors) {
    var memory =
        new OutOfMemory(
            FAULT,
            line -> System.err.println(line),
            status -> {
              errors.drain(LogStream.AT_EXIT);
              Runtime.getRuntime().halt(status);
            });
    Thread.setDefaultUncaughtExceptionHandler(memory);
    return memory;
  }

  /** A command does not take these over from the one above it. */
  private static void setExitCodes(CommandLine line) {
    line.getCommandSpec()
        .exitCodeOnInvalidInput(ExitCode.USAGE.status())
        .exitCodeOnExecutionException(FAULT);
  }

  private static int serve(ServeCommand gateway) {
    try {
      return gateway.run();
    } catch (Exception | Error failure) {
      return failed(failure);
    }
  }

  /** What the world refused is one sentence; anything else is ours, with its stack trace. */
  private static int failed(Throwable failure) {
    if (failure instanceof IOException) {
      System.err.println("console-gw: " + failure.getMessage());
      return ExitCode.UNAVAILABLE.status();
    }
    Uncaught.pass(failure); // picocli wraps what a command throws, an error too
    failure.printStackTrace();
    return FAULT;
  }

  private Path config = Path.of("");

  /** Of the commands that read it. */
  static final class ConfigurationOption {
    @Option(
        names = ServeCommand.OPTION,
        paramLabel = "FILE",
        defaultValue = ServeCommand.STANDARD_CONFIG,
        description = "The configuration; default ${DEFAULT-VALUE}.")
    private Path file = Path.of("");
  }

  @Command(description = "Runs the gateway until SIGTERM. SIGHUP: reads its settings anew.")
  int serve(@Mixin ConfigurationOption configuration) throws IOException, InterruptedException {
    return new ServeCommand(configuration.file, errors, memory).run();
  }

  @Command(description = "Reads the configuration and reports every mistake in it.")
  int check(
      @Mixin ConfigurationOption configuration,
      @Option(
              names = "--openstack",
              description =
                  "Also makes each call to the cloud once; without a configuration, to the cloud"
                      + " that OS_* describe.")
          boolean openstack,
      @Option(names = "--hops", description = "Also signs in to every SSH server under `via`.")
          boolean hops,
      @Option(
              names = "--os-cloud",
              paramLabel = "CLOUD",
              description = "Checks this one of clouds.yaml, without a configuration.")
          @Nullable String cloud)
      throws IOException, InterruptedException {
    config = configuration.file;
    try {
      if (cloud != null) {
        return checked(CloudCheck.find(Optional.of(cloud), CloudFiles.standard()));
      }
      if (openstack && isWithoutConfiguration() && CloudFiles.standard().isInEnvironment()) {
        System.out.println("console-gw: no configuration; the cloud is the one of OS_*");
        return checked(CloudCheck.find(Optional.empty(), CloudFiles.standard()));
      }
      var settings = ServeCommand.settings(config);
      Gateway.check(settings, CloudFiles.standard())
          .forEach(warning -> System.err.println("warning: " + warning + " (key not used)"));
      tooOpen(settings).forEach(one -> System.err.println("warning: " + one));
      System.out.println("console-gw: " + config + " is good");
      var reached =
          hops
              ? HopCheck.run(Reload.ways(settings, CloudFiles.standard()), System.out::println)
              : ExitCode.OK;
      int cloudStatus =
          openstack
              ? checked(CloudCheck.find(settings, config, CloudFiles.standard()))
              : ExitCode.OK.status();
      return reached == ExitCode.OK ? cloudStatus : reached.status();
    } catch (SettingsException mistakes) {
      return ServeCommand.mistakes(mistakes);
    }
  }

  /** Whether none was named, and none is where one is looked for. */
  private boolean isWithoutConfiguration() {
    return config.equals(Path.of(ServeCommand.STANDARD_CONFIG)) && !Files.exists(config);
  }

  private List<FileModes.TooOpen> tooOpen(Settings settings) {
    var all = new ArrayList<>(FileModes.settings(config));
    all.addAll(FileModes.state(settings.state()));
    settings
        .openstack()
        .ifPresent(_ -> all.addAll(FileModes.clouds(CloudFiles.standard().watched())));
    return all;
  }

  private static int checked(CloudConfig cloud) throws IOException, InterruptedException {
    return CloudCheck.run(cloud, Clock.systemUTC(), System.out::println).status();
  }
}
