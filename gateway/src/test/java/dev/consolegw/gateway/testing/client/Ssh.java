package dev.consolegw.gateway.testing.client;

import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.TypedBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The real OpenSSH client, about to be run, with nothing of this machine's own configuration. Each
 * method gives a changed copy.
 */
public final class Ssh {
  private static final String LOOPBACK = "127.0.0.1";

  private final List<String> line;
  private final List<String> command;
  private final String host;

  private Ssh(List<String> line, List<String> command) {
    this(line, command, LOOPBACK);
  }

  private Ssh(List<String> line, List<String> command, String host) {
    this.line = List.copyOf(line);
    this.command = List.copyOf(command);
    this.host = host;
  }

  public static Ssh to(int port, TestPerson who, String userName, Path knownHosts) {
    return to(port, who.key(), userName, knownHosts);
  }

  public static Ssh to(int port, Path key, String userName, Path knownHosts) {
    return new Ssh(
        List.of(
            "ssh",
            "-F",
            "none",
            "-p",
            String.valueOf(port),
            "-l",
            userName,
            "-i",
            key.toString(),
            "-oIdentitiesOnly=yes",
            "-oIdentityAgent=none",
            "-oStrictHostKeyChecking=no",
            "-oLogLevel=ERROR",
            "-oUserKnownHostsFile=" + knownHosts),
        List.of());
  }

  /**
   * {@code ssh -J gateway NAME}: by way of a gateway that somebody signs in to with their key.
   *
   * @param config written here: how the gateway is reached
   */
  public static Ssh through(int port, Path key, String name, Path config) {
    write(config, port, key);
    var line = List.of("ssh", "-F", config.toString(), "-J", "console-gw", "-l", "root");
    return new Ssh(line, List.of(), name);
  }

  /** With this in the configuration of all hosts, such as {@code RekeyLimit 1M}. */
  public Ssh everywhere(String setting) {
    var config = Path.of(line.get(line.indexOf("-F") + 1));
    try {
      Files.writeString(config, "  " + setting + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private static void write(Path config, int port, Path key) {
    var knownHosts = config.resolveSibling("known_hosts");
    try {
      Files.writeString(
          config,
          """
          Host console-gw
            HostName 127.0.0.1
            HostKeyAlias [127.0.0.1]:%d
            Port %d
            User somebody
            IdentityFile %s
          Host *
            IdentitiesOnly yes
            IdentityAgent none
            StrictHostKeyChecking no
            LogLevel ERROR
            UserKnownHostsFile %s
          """
              .formatted(port, port, key, knownHosts));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With more arguments before the host, such as {@code -oRekeyLimit=8M}. */
  public Ssh option(String... arguments) {
    return new Ssh(Stream.concat(line.stream(), Stream.of(arguments)).toList(), command, host);
  }

  /** By way of another port of this machine. */
  public Ssh via(int port) {
    var words = new ArrayList<>(line);
    words.set(words.indexOf("-p") + 1, String.valueOf(port));
    return new Ssh(words, command, host);
  }

  /** With a command after the host. */
  public Ssh command(String words) {
    return new Ssh(line, List.of(words), host);
  }

  /** The whole line, for a test that runs it by other means. */
  public List<String> words() {
    var words = new ArrayList<>(line);
    words.add(host);
    words.addAll(command);
    return words;
  }

  /** Runs to the end with nothing on stdin. */
  public Result run() {
    return run(new byte[0]);
  }

  /** Runs to the end with this on stdin. */
  public Result run(String input) {
    return run(input.getBytes(StandardCharsets.UTF_8));
  }

  /** Runs to the end with this on stdin. */
  public Result run(byte[] input) {
    return run(input, TypedBytes.PATIENCE);
  }

  /** The same for what takes longer than others. */
  public Result run(byte[] input, Duration patience) {
    try (var ssh = pipes()) {
      ssh.offer(input);
      return ssh.result(patience);
    }
  }

  /** Starts it on plain pipes, without a terminal. */
  public SshPipes pipes() {
    return new SshPipes(start(builder()));
  }

  /** The same with its stdout in a file. */
  public SshPipes into(Path file) {
    return new SshPipes(start(builder().redirectOutput(file.toFile())));
  }

  /** The same with its stdin from a file. */
  public SshPipes from(Path file) {
    return new SshPipes(start(builder().redirectInput(file.toFile())));
  }

  private ProcessBuilder builder() {
    return new ProcessBuilder(option("-T").words());
  }

  /** Starts it in a terminal of 24 lines and 80 columns. */
  public SshTerminal terminal() {
    return terminal(24, 80);
  }

  /** Starts it in a terminal of a kind that is shown lines, wherever the test runs. */
  public SshTerminal terminal(int rows, int columns) {
    return terminal("vt100", rows, columns);
  }

  /** The same in a terminal that calls itself so. */
  public SshTerminal terminal(String type, int rows, int columns) {
    var words = new ArrayList<>(List.of("env", "TERM=" + type));
    words.addAll(option("-t").words());
    return SshTerminal.start(rows, columns, words);
  }

  public static Process start(ProcessBuilder program) {
    try {
      return program.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What came of a run.
   *
   * @param out one character a byte
   * @param err the notices
   */
  public record Result(int exitCode, String out, String err) {}
}
