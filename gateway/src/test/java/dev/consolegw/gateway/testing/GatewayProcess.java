package dev.consolegw.gateway.testing;

import dev.consolegw.authz.Authorizer;
import dev.consolegw.config.Settings;
import dev.consolegw.gateway.Main;
import dev.consolegw.gateway.testing.client.Ssh;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The gateway as a program of its own, for what one cannot do to a part of the test: kill it, or
 * give it little memory. Its state stays, so that another one can go on with it.
 */
public final class GatewayProcess implements AutoCloseable {
  private static final String LISTENING = "console-gw: listening on 127.0.0.1:";

  /** What is run: as it is shipped where that is built from these classes, else the classes. */
  private static final List<String> PROGRAM = program();

  private final Path folder;
  private final Program program;
  private final int port;

  private GatewayProcess(Path folder, List<String> jvm) {
    this.folder = folder;
    this.program = main(jvm, "serve", "--config", file(folder).toString());
    program.out().await(LISTENING);
    this.port = Integer.parseInt(program.out().awaitLine());
  }

  /** Runs the command line in a JVM of its own. */
  public static Program main(List<String> jvm, String... arguments) {
    return Program.start(words(jvm, arguments));
  }

  /**
   * The whole line of {@link #main}, for a test that runs it by other means. Signals mean what they
   * mean in a terminal, though whoever started the tests may ignore some, as a shell does for
   * SIGINT in the background.
   */
  public static List<String> words(List<String> jvm, String... arguments) {
    var words =
        new ArrayList<>(
            List.of(
                "env",
                "--default-signal",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders"));
    words.addAll(jvm);
    words.addAll(PROGRAM);
    words.addAll(List.of(arguments));
    return List.copyOf(words);
  }

  private static List<String> program() {
    var jar = Path.of("target", "console-gw.jar");
    if (!isBuiltFromTheseClasses(jar)) {
      return List.of("-cp", System.getProperty("java.class.path"), Main.class.getName());
    }
    var words = new ArrayList<String>();
    cache()
        .ifPresent(
            it -> words.addAll(List.of("-XX:AOTCache=" + it, "-Xlog:aot=off", "-Xlog:cds=off")));
    words.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
    return List.copyOf(words);
  }

  private static boolean isBuiltFromTheseClasses(Path jar) {
    try {
      return Files.exists(jar)
          && Stream.of(Main.class, Authorizer.class, Settings.class)
              .map(GatewayProcess::classes)
              .noneMatch(classes -> isNewer(classes, jar));
    } catch (UncheckedIOException changing) {
      return false;
    }
  }

  /** Where a module of the test has its classes from, wherever this build has put them. */
  private static Path classes(Class<?> one) {
    try {
      var origin = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
      var beside = origin.resolveSibling("classes");
      return Files.isRegularFile(origin) && Files.isDirectory(beside) ? beside : origin;
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static boolean isNewer(Path classes, Path jar) {
    try (var files = Files.walk(classes)) {
      var built = Files.getLastModifiedTime(jar);
      for (var each : (Iterable<Path>) files::iterator) {
        if (Files.isRegularFile(each) && Files.getLastModifiedTime(each).compareTo(built) > 0) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code ./console-gw} has prepared for its starts, if it has. */
  private static Optional<Path> cache() {
    try (var built = Files.newDirectoryStream(Path.of("target"), "console-gw.*.aot")) {
      return StreamSupport.stream(built.spliterator(), false)
          .filter(file -> file.toFile().length() > 0)
          .map(Path::toAbsolutePath)
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts one and waits until it listens.
   *
   * @param folder for its configuration, and its state in {@code state}
   * @param jvm options such as {@code -Xmx64m}
   */
  public static GatewayProcess start(Path folder, List<String> jvm, TestGateway.Entry... consoles) {
    var text =
        """
        state: "%s/state"
        ssh: { listen: "127.0.0.1:0", login-grace: 2m }
        limits: { viewers-per-person: 64 }
        users: { alice: { keys: ["%s"] } }
        rules: [{ users: [alice], consoles: ["lab/*"], right: manage }]
        consoles:
        %s
        """
            .formatted(
                folder,
                TestPerson.ALICE.publicKey(),
                Arrays.stream(consoles)
                    .map(one -> "  \"%s\": { %s }".formatted(one.name(), one.settings()))
                    .collect(Collectors.joining("\n")));
    try {
      Files.writeString(file(folder), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new GatewayProcess(folder, jvm);
  }

  /** Starts one on the configuration in a folder, {@code console-gw.yaml}. */
  public static GatewayProcess on(Path folder) {
    return new GatewayProcess(folder, List.of());
  }

  /** The same in a JVM with options such as {@code -Xmx64m}. */
  public static GatewayProcess on(Path folder, List<String> jvm) {
    return new GatewayProcess(folder, jvm);
  }

  private static Path file(Path folder) {
    return folder.resolve("console-gw.yaml");
  }

  /** Another one, on the configuration and the state of this one, which has ended. */
  public GatewayProcess again() {
    return on(folder);
  }

  /** An ssh client of Alice that is about to sign in. */
  public Ssh ssh(String userName) {
    return ssh(TestPerson.ALICE, userName);
  }

  /** The same of somebody whom its configuration knows. */
  public Ssh ssh(TestPerson who, String userName) {
    return Ssh.to(port, who, userName, folder.resolve("known_hosts"));
  }

  /** {@code ssh -J gateway NAME}, by somebody whom its configuration knows. */
  public Ssh through(TestPerson who, String name) {
    return Ssh.through(port, who.key(), name, folder.resolve(who.name() + "_config"));
  }

  /** What it logs. */
  public TypedBytes err() {
    return program.err();
  }

  public long pid() {
    return program.handle().pid();
  }

  public boolean isAlive() {
    return program.handle().isAlive();
  }

  /** Sends it a signal, such as {@code HUP}. */
  public void signal(String name) {
    program.signal(name);
  }

  /** Ends it as a power cut would, and waits until it is gone. */
  public void kill() {
    program.signal("KILL");
    program.result();
  }

  /** Waits until it has ended, by itself or by a signal. */
  public void awaitEnd(int status) {
    var result = program.result();
    if (result.exitCode() != status) {
      throw new AssertionError("it ended otherwise: " + result);
    }
  }

  /** Ends it with SIGTERM. */
  public Ssh.Result stop() {
    program.signal("TERM");
    return program.result();
  }

  @Override
  public void close() {
    program.close();
  }
}
