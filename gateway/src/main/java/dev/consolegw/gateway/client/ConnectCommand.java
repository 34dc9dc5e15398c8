package dev.consolegw.gateway.client;

import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.authz.name.ConsoleNameException;
import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.authz.openstack.client.Cloud;
import dev.consolegw.config.value.Durations;
import dev.consolegw.config.value.Pace;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.SettingsException;
import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.Protocol;
import dev.consolegw.gateway.backend.QmpAddress;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.command.line.Misuse;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.ViewerOptions.EndOfInput;
import dev.consolegw.gateway.session.ViewerOptionsParser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Opens one console in this terminal, or between two pipes, without a gateway.
 *
 * <p>On the main thread of the program.
 */
@Command(
    name = "connect",
    description = "Opens one console here, without a gateway.",
    mixinStandardHelpOptions = true)
public final class ConnectCommand implements Callable<Integer> {
  private static final Pattern PACE = Pattern.compile("([1-9]\\d{0,5})/([1-9]\\d{0,5})");

  private static final Pattern TOKEN = Pattern.compile("[?&]token=");
  private static final Reason NO_TOKEN =
      Reason.of(
          Reason.Kind.REFUSED,
          "the proxy hangs up at once: the token has ended or is none, or the guest is not reached;"
              + " get a new address");

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME|UUID",
      description =
          "A server of an OpenStack cloud: its UUID, the start of one, or its exact name.")
  private @Nullable String server;

  @Option(
      names = "--os-cloud",
      paramLabel = "CLOUD",
      description = "Which one of clouds.yaml; else OS_CLOUD, or what the other OS_* describe.")
  private @Nullable String cloudName;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Where: unix:, tcp://, ws://, wss://, odorobo:// or odorobos://.")
  private @Nullable String url;

  @Option(
      names = {"-e", "--escape"},
      paramLabel = "CHAR",
      defaultValue = "~",
      description = "The escape character, ^X for Ctrl-X, or none; default ${DEFAULT-VALUE}.")
  private String escape = "";

  @Option(
      names = "--close-wait",
      paramLabel = "T",
      description =
          "After the end of stdin, leave when there was no output for so long: 500ms, 2s; or close,"
              + " keep. Without it 10s, and exit status 124 when nothing was answered at all.")
  private @Nullable String closeWait;

  @Option(
      names = "--pace",
      paramLabel = "BYTES/MS",
      description = "Type at most so many bytes every so many milliseconds, such as 16/20.")
  private @Nullable String pace;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Certificates to trust instead of the system's.")
  private @Nullable Path ca;

  @Option(
      names = "--header",
      paramLabel = "'K: V'",
      description = "Sent with a websocket's handshake; may be given several times.")
  private List<String> headers = List.of();

  @Option(
      names = "--subprotocol",
      paramLabel = "NAME",
      defaultValue = "binary",
      description = "What to ask a websocket for; default ${DEFAULT-VALUE}.")
  private String subprotocol = "";

  @Option(
      names = "--qmp",
      paramLabel = "URL",
      description = "QEMU's control socket, for ~B: unix:/path or tcp://host:port.")
  private @Nullable String qmp;

  @Option(
      names = "--chardev",
      paramLabel = "ID",
      defaultValue = "c0",
      description = "QEMU's name of the chardev, for ~B; default ${DEFAULT-VALUE}.")
  private String chardev = "";

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    try {
      if ((url == null) == (server == null)) {
        throw usage("say where: either NAME|UUID or --url URL");
      }
      return url != null ? connect(fixed(url)) : inCloud(server == null ? "" : server);
    } catch (NoConsoleException nothing) {
      System.err.println("console-gw: " + nothing.getMessage());
      return ExitCode.NO_CONSOLE.status();
    } catch (SettingsException mistakes) {
      System.err.println(mistakes.getMessage());
      return ExitCode.CONFIGURATION.status();
    }
  }

  private int connect(Target target) throws IOException {
    var plan = new Client.Plan(target, escape(), endOfInput(), read("--pace", this::pace));
    var client = new Client(plan, Stdio.ofProcess());
    Runtime.getRuntime().addShutdownHook(new Thread(client::abort));
    return client.run().status();
  }

  private Target fixed(String address) {
    return read(
        "--url",
        () ->
            new Target.Fixed(
                new DialTarget(proven(Addresses.parse(address, extras(Optional.empty()))), qmp())));
  }

  /**
   * A token in an address is for a proxy, and Nova's welcomes everybody and looks at the token a
   * moment later.
   */
  private static ConsoleAddress proven(ConsoleAddress address) {
    return address.protocol() instanceof Protocol.WebSocket websocket
            && TOKEN.matcher(websocket.resource()).find()
        ? new ConsoleAddress(websocket.proven(NO_TOKEN), address.transport())
        : address;
  }

  private int inCloud(String name) throws IOException, SettingsException {
    var problems = new Problems();
    var config = CloudFiles.standard().read(Optional.ofNullable(cloudName), problems);
    problems.throwIfAny();
    var trust = config.orElseThrow().trust();
    if (trust.insecure()) {
      System.err.println("console: the cloud's certificate is NOT checked (insecure)");
    }
    try (var cloud = new Cloud(config.orElseThrow(), Clock.systemUTC())) {
      return connect(
          new CloudTarget(cloud, ConsoleName.literal(name), extras(trust.authorities())));
    } catch (ConsoleNameException mistake) {
      throw usage(String.valueOf(mistake.getMessage()));
    }
  }

  private Addresses.Extras extras(Optional<Path> otherwise) {
    Map<String, String> all = new LinkedHashMap<>();
    for (var header : headers) {
      int colon = header.indexOf(':');
      if (colon < 1) {
        throw usage("--header is written 'Name: value'");
      }
      all.put(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
    }
    return new Addresses.Extras(all, subprotocol, Optional.ofNullable(ca).or(() -> otherwise));
  }

  private Optional<QmpAddress> qmp() {
    return Optional.ofNullable(qmp)
        .map(text -> read("--qmp", () -> Addresses.parseQmp(text, chardev)));
  }

  private Optional<Byte> escape() {
    if (escape.equals("none")) {
      return Optional.empty();
    }
    if (escape.length() == 2 && escape.charAt(0) == '^' && isBetween(escape.charAt(1), '?', '~')) {
      return Optional.of((byte) (escape.charAt(1) & 0x1F));
    }
    if (escape.length() == 1 && isBetween(escape.charAt(0), '!', '~')) {
      return Optional.of((byte) escape.charAt(0));
    }
    throw usage("-e takes one character, ^X for Ctrl-X, or none");
  }

  private static boolean isBetween(char c, char first, char last) {
    return c >= first && c <= last;
  }

  private EndOfInput endOfInput() {
    return switch (closeWait) {
      case null -> new EndOfInput.Answered(ViewerOptionsParser.QUIET);
      case "keep" -> new EndOfInput.Keep();
      case "close" -> new EndOfInput.After(Duration.ZERO);
      case String text -> new EndOfInput.After(read("--close-wait", () -> Durations.parse(text)));
    };
  }

  private Optional<Pace> pace() {
    var text = pace;
    if (text == null) {
      return Optional.empty();
    }
    var parts = PACE.matcher(text);
    if (!parts.matches()) {
      throw usage("--pace is written bytes/milliseconds, such as 16/20");
    }
    return Optional.of(Pace.parse(parts.group(1) + "B/" + parts.group(2) + "ms"));
  }

  /** Reads an option; a mistake in it is one of usage. */
  private <T> T read(String option, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (IllegalArgumentException mistake) {
      throw usage(option + ": " + mistake.getMessage());
    }
  }

  private ParameterException usage(String sentence) {
    if (spec == null) {
      throw new IllegalStateException("not run by picocli");
    }
    return new Misuse.Told(spec.commandLine(), sentence);
  }
}
