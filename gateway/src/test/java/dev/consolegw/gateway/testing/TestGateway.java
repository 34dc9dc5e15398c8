package dev.consolegw.gateway.testing;

import static java.util.Comparator.reverseOrder;

import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.config.Settings;
import dev.consolegw.config.SettingsLoader;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.SettingsException;
import dev.consolegw.gateway.Gateway;
import dev.consolegw.gateway.GuestGateway;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.console.ConsoleLimits;
import dev.consolegw.gateway.ops.LogHealth;
import dev.consolegw.gateway.shell.LocalGuest;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FarSide;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The real gateway on a port of the loopback, its state in a folder that goes with it.
 *
 * <pre>{@code
 * try (var vm = FakeGuest.tcp();
 *     var gateway = TestGateway.with(console("lab/web1", vm))) {
 *   var ssh = gateway.ssh(TestPerson.ALICE, "web1").pipes();
 *   ...
 * }
 * }</pre>
 */
public final class TestGateway implements AutoCloseable {
  private final Path folder;
  private Settings settings;
  private String text = "";
  private final Making making;
  private Gateway gateway;
  private int port;

  /** A console of the configuration, as the text after its name. */
  public record Entry(String name, String settings) {
    /** With one more setting, such as {@code capture: always}. */
    public Entry with(String setting) {
      return new Entry(name, settings + ", " + setting);
    }
  }

  public static Entry console(String name, FarSide vm) {
    return console(name, vm.address());
  }

  public static Entry console(String name, ConsoleAddress address) {
    return new Entry(name, "address: \"" + address + "\"");
  }

  /** Starts one with these consoles. */
  public static TestGateway with(Entry... consoles) {
    return with(ConsoleLimits.DEFAULT, consoles);
  }

  /** Starts one with other bounds than usual. */
  public static TestGateway with(ConsoleLimits limits, Entry... consoles) {
    try {
      var folder = Files.createTempDirectory("test-gateway");
      var none = new CloudFiles(Map.of(), List.of());
      return new TestGateway(folder, settings(text(folder, consoles)), limits, none);
    } catch (IOException | SettingsException e) {
      throw new IllegalStateException("the gateway does not start", e);
    }
  }

  /**
   * Starts one with a cloud.
   *
   * @param openstack what stands under {@code openstack:}, in one line
   * @param clouds where the cloud is described
   */
  public static TestGateway with(String openstack, CloudFiles clouds, Entry... consoles) {
    try {
      var folder = Files.createTempDirectory("test-gateway");
      var text = text(folder, consoles) + "openstack: " + openstack + "\n";
      var made = new TestGateway(folder, settings(text), ConsoleLimits.DEFAULT, clouds);
      made.text = text;
      return made;
    } catch (IOException | SettingsException e) {
      throw new IllegalStateException("the gateway does not start", e);
    }
  }

  /**
   * Starts one that VMware's hosts can call.
   *
   * @param vspc what stands under {@code vspc:}, in one line
   */
  public static TestGateway withVspc(String vspc, Entry... consoles) {
    try {
      var folder = Files.createTempDirectory("test-gateway");
      var text = text(folder, consoles) + "vspc: " + vspc + "\n";
      var none = new CloudFiles(Map.of(), List.of());
      return new TestGateway(folder, settings(text), ConsoleLimits.DEFAULT, none);
    } catch (IOException | SettingsException e) {
      throw new IllegalStateException("the gateway does not start", e);
    }
  }

  /** Starts one that serves websockets. */
  public static TestGateway withWeb(String web, Entry... consoles) {
    try {
      var folder = Files.createTempDirectory("test-gateway");
      var text = text(folder, consoles) + "web: " + web + "\n";
      var none = new CloudFiles(Map.of(), List.of());
      var made = new TestGateway(folder, settings(text), ConsoleLimits.DEFAULT, none);
      made.text = text;
      return made;
    } catch (IOException | SettingsException e) {
      throw new IllegalStateException("the gateway does not start", e);
    }
  }

  /**
   * Starts one with more settings.
   *
   * @param more of the configuration, such as {@code ops: { listen: "127.0.0.1:0" }}, as lines;
   *     FOLDER in them stands for its own folder
   */
  public static TestGateway withMore(String more, Entry... consoles) {
    try {
      var folder = Files.createTempDirectory("test-gateway");
      var text = text(folder, consoles) + more.replace("FOLDER", folder.toString()) + "\n";
      var none = new CloudFiles(Map.of(), List.of());
      var made = new TestGateway(folder, settings(text), ConsoleLimits.DEFAULT, none);
      made.text = text;
      return made;
    } catch (IOException | SettingsException e) {
      throw new IllegalStateException("the gateway does not start", e);
    }
  }

  /**
   * The same with another SSH front.
   *
   * @param ssh what stands under {@code ssh:}, in one line
   */
  public static TestGateway withSsh(String ssh, String more, Entry... consoles) {
    try {
      var folder = Files.createTempDirectory("test-gateway");
      var text = text(folder, consoles).replaceFirst("ssh: \\{.*}", "ssh: { " + ssh + " }");
      var none = new CloudFiles(Map.of(), List.of());
      text = text + more.replace("FOLDER", folder.toString()) + "\n";
      return new TestGateway(folder, settings(text), ConsoleLimits.DEFAULT, none);
    } catch (IOException | SettingsException e) {
      throw new IllegalStateException("the gateway does not start", e);
    }
  }

  /** Starts one whose consoles have this guest. Alice may do all in those of the project ports. */
  public static TestGateway with(LocalGuest guest, Entry... consoles) {
    return with(guest, () -> true, "", consoles);
  }

  /**
   * The same whose log may fail.
   *
   * @param log whether it can be written
   * @param more of the configuration, as lines
   */
  public static TestGateway with(LocalGuest guest, LogHealth log, String more, Entry... consoles) {
    try {
      var folder = Files.createTempDirectory("test-gateway");
      return new TestGateway(
          folder,
          settings(text(folder, consoles) + more + "\n"),
          settings -> GuestGateway.of(settings, guest, log));
    } catch (IOException | SettingsException e) {
      throw new IllegalStateException("the gateway does not start", e);
    }
  }

  /**
   * The same with one more rule.
   *
   * @param rule what stands between its braces
   */
  public static TestGateway withVspcAndRule(String vspc, String rule) {
    try {
      var folder = Files.createTempDirectory("test-gateway");
      var text = text(folder).replace("rules:\n", "rules:\n  - { " + rule + " }\n");
      var none = new CloudFiles(Map.of(), List.of());
      var settings = settings(text + "vspc: " + vspc + "\n");
      return new TestGateway(folder, settings, ConsoleLimits.DEFAULT, none);
    } catch (IOException | SettingsException e) {
      throw new IllegalStateException("the gateway does not start", e);
    }
  }

  /** Makes a gateway of settings. */
  private interface Making {
    Gateway of(Settings settings) throws IOException, SettingsException;
  }

  private TestGateway(Path folder, Settings settings, ConsoleLimits limits, CloudFiles clouds)
      throws IOException, SettingsException {
    this(folder, settings, newest -> new Gateway(newest, limits, clouds));
  }

  private TestGateway(Path folder, Settings settings, Making making)
      throws IOException, SettingsException {
    this.folder = folder;
    this.settings = settings;
    this.making = making;
    this.gateway = making.of(settings);
    this.port = gateway.start().getFirst().getPort();
  }

  private static String text(Path folder, Entry... consoles) {
    return """
    state: "%s/state"
    ssh: { listen: "127.0.0.1:0", strangers-per-address: 100, strangers: 400 }
    users:
      alice: { keys: ["%s"] }
      bob: { keys: ["%s"] }
    rules:
      - { users: [alice], consoles: ["lab/*", "spare/*"], right: manage }
      - { users: [bob], consoles: ["lab/shared"], right: write }
      - { users: [bob], consoles: ["lab/watched"], right: watch }
      - { users: [bob], consoles: ["lab/live"], right: write, history: none }
      - { users: [alice], consoles: ["ports/*"], right: write, shell: { as: [root], forward: allow, sshd: allow } }
      - { users: [bob], consoles: ["ports/both"], right: write }
      - { users: [alice], consoles: ["vspc/*"], right: manage, directory: vspc }
      - { users: [bob], consoles: ["theirs/*"], right: write, directory: vspc }
    consoles:
    %s
    """
        .formatted(
            folder,
            TestPerson.ALICE.publicKey(),
            TestPerson.BOB.publicKey(),
            Arrays.stream(consoles)
                .map(one -> "  \"%s\": { %s }".formatted(one.name(), one.settings()))
                .collect(Collectors.joining("\n")))
        .replaceFirst("consoles:\n\n$", "consoles: {}\n");
  }

  private static Settings settings(String text) throws SettingsException {
    var problems = new Problems();
    var settings = SettingsLoader.parse("test.yaml", text, problems);
    problems.throwIfAny();
    return settings;
  }

  /** An ssh client that is about to sign in. */
  public Ssh ssh(TestPerson who, String userName) {
    return Ssh.to(port, who, userName, folder.resolve("known_hosts"));
  }

  /** The same with another key. */
  public Ssh ssh(Path key, String userName) {
    return Ssh.to(port, key, userName, folder.resolve("known_hosts"));
  }

  /** {@code ssh -J gateway NAME}: the same in a connection inside another one. */
  public Ssh through(TestPerson who, String name) {
    return Ssh.through(port, who.key(), name, folder.resolve(who.name() + "_config"));
  }

  /** Where VMware's hosts can call. */
  public int vspcPort() {
    return gateway.vspcListening().getFirst().getPort();
  }

  /** Where it tells of itself, when that is a port. */
  public int opsPort() {
    return ((InetSocketAddress) gateway.opsListening().orElseThrow()).getPort();
  }

  public int webPort() {
    return gateway.webListening().getFirst().getPort();
  }

  /** The gateway itself. */
  public Gateway gateway() {
    return gateway;
  }

  /** Has it read other settings, as SIGHUP does: the text that it has, changed. */
  public void reload(UnaryOperator<String> change) {
    try {
      text = change.apply(text);
      settings = settings(text);
      gateway.reload(settings);
    } catch (SettingsException mistake) {
      throw new IllegalStateException(mistake);
    }
  }

  public int port() {
    return port;
  }

  /** A folder for whatever a test wants to keep beside the gateway. */
  public Path folder() {
    return folder;
  }

  /** Stops it and starts another one on the same state, on another port. */
  public void restart() {
    try {
      gateway.close();
      gateway = making.of(settings);
      port = gateway.start().getFirst().getPort();
    } catch (IOException | SettingsException e) {
      throw new IllegalStateException("the gateway does not start again", e);
    }
  }

  /** The same with other consoles. */
  public void restartWith(Entry... consoles) {
    try {
      settings = settings(text(folder, consoles));
    } catch (SettingsException mistake) {
      throw new IllegalStateException(mistake);
    }
    restart();
  }

  /** Stops it; its clients see their sessions end. */
  public void stop() {
    try {
      gateway.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
