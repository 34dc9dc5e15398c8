package dev.consolegw.gateway;

import dev.consolegw.config.Settings;
import dev.consolegw.config.SettingsLoader;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.SettingsException;
import dev.consolegw.gateway.demo.DemoGuest;
import dev.consolegw.gateway.demo.QemuGuest;
import dev.consolegw.gateway.ops.LogStream;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.ssh.keys.KeyPairFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A gateway to try out: guests, a key, a configuration, all made here; Ctrl-C ends the gateway and
 * the guests.
 *
 * <p>On the main thread of the program; {@link #stop} on that of its shutdown hook.
 */
@Command(name = "demo", description = "Runs a gateway with guests of its own, to try it out.")
final class DemoCommand implements Callable<Integer> {
  private static final Duration BOOT = Duration.ofSeconds(4);

  @Option(
      names = "--state",
      paramLabel = "DIR",
      defaultValue = "${sys:consolegw.root:-.}/target/demo",
      description = "Where keys, configuration and histories are kept; default target/demo.")
  private Path state = Path.of("");

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1:2222",
      description = "Where to listen; default ${DEFAULT-VALUE}, port 0 picks one.")
  private String listen = "";

  private final PrintStream out;
  private final LogStream errors;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  DemoCommand(PrintStream out, LogStream errors) {
    this.out = out;
    this.errors = errors;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    errors.install();
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    try {
      run();
    } catch (SettingsException mistakes) {
      System.err.println(mistakes.getMessage());
      return ExitCode.CONFIGURATION.status();
    }
    new CountDownLatch(1).await();
    return ExitCode.OK.status();
  }

  private void run() throws IOException, SettingsException {
    Files.createDirectories(state);
    var key = state.resolve("id_ed25519");
    KeyPairFiles.make(key);
    var guests = guests();
    var file = state.resolve("console-gw.yaml");
    Files.writeString(file, configuration(key, guests));

    var gateway = new Gateway(settings(file), errors);
    started.push(gateway);
    var address = gateway.start().getFirst();
    var knownHosts = state.resolve("known_hosts");
    Files.writeString(knownHosts, knownHost(address));
    explain(address, key, knownHosts, guests);
  }

  /** One guest: what the configuration says of it, and what a person is told. */
  private record Guest(String name, String console, String hint) {}

  private List<Guest> guests() throws IOException {
    var sockets = Files.createTempDirectory("console-gw-");
    started.push(() -> Files.deleteIfExists(sockets));
    var socket = sockets.resolve("web1");
    var guest = new DemoGuest(socket, "web1", BOOT, Clock.systemUTC());
    guest.start();
    started.push(guest);
    var web1 =
        new Guest(
            "web1",
            "lab/web1: { address: \"unix:" + socket + "\" }",
            "a small guest; sign in as `guest`, try `help`, `top`, `reboot`, `flood 100`");
    var qemu = QemuGuest.start(sockets);
    qemu.ifPresent(started::push);
    return qemu.map(q -> List.of(web1, qemu(q))).orElse(List.of(web1));
  }

  private static Guest qemu(QemuGuest guest) {
    return new Guest(
        "qemu",
        "lab/qemu: { address: \"%s\", pace: \"4B/20ms\", qmp: \"%s\" }"
            .formatted(guest.address(), guest.qmp()),
        "a real QEMU; press Enter first, it answers in upper case; `~B` sends a break");
  }

  private String configuration(Path key, List<Guest> guests) throws IOException {
    var text = new StringBuilder();
    text.append("# Made by `console-gw demo`; made anew at its next start.\n");
    text.append("state: \"").append(state.toAbsolutePath()).append("\"\n");
    text.append("ssh: { listen: \"").append(listen).append("\" }\n");
    text.append("users:\n  you:\n    keys:\n");
    for (var line : keys(key)) {
      text.append("      - \"").append(line).append("\"\n");
    }
    text.append("rules:\n  - { users: [you], consoles: [\"*/*\"], right: manage }\nconsoles:\n");
    guests.forEach(guest -> text.append("  ").append(guest.console()).append('\n'));
    return text.toString();
  }

  /** The demo's own key, and those of the person who started it. */
  private static List<String> keys(Path key) throws IOException {
    var own = KeyPairFiles.publicLine(key);
    var home = Path.of(System.getProperty("user.home"), ".ssh");
    var mine = KeyPairFiles.publicLines(home);
    return Stream.concat(Stream.of(own), mine.stream()).filter(DemoCommand::isPlain).toList();
  }

  /** A comment may hold anything; what could break out of the YAML string is left out. */
  private static boolean isPlain(String line) {
    return line.chars().allMatch(c -> c >= ' ' && c < 0x7F && c != '"' && c != '\\');
  }

  private static Settings settings(Path file) throws SettingsException {
    var problems = new Problems();
    var settings = SettingsLoader.load(file, problems);
    problems.throwIfAny();
    return settings;
  }

  private String knownHost(InetSocketAddress address) throws IOException {
    var host = state.resolve("ssh_host_ed25519_key.pub");
    return "[%s]:%d %s%n"
        .formatted(
            address.getAddress().getHostAddress(),
            address.getPort(),
            Files.readString(host).strip());
  }

  private void explain(InetSocketAddress at, Path key, Path knownHosts, List<Guest> guests) {
    out.printf("console-gw: listening on %s:%d%n", at.getAddress().getHostAddress(), at.getPort());
    out.printf("%nIn another terminal:%n");
    for (var guest : guests) {
      out.printf(
          "%n  ssh -p %d -i %s -o UserKnownHostsFile=%s %s@%s%n      %s%n",
          at.getPort(),
          key,
          knownHosts,
          guest.name(),
          at.getAddress().getHostAddress(),
          guest.hint());
    }
    out.printf("%nCtrl-] and then ? shows the keys that are ours; Ctrl-] . leaves.%n");
    out.printf("Your own keys in ~/.ssh work too. Ctrl-C here ends everything.%n");
    out.flush();
  }

  private void stop() {
    while (!started.isEmpty()) {
      close(started.pop());
    }
  }

  private static void close(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception failure) {
      System.err.println("console-gw: " + failure.getMessage());
    }
  }
}
