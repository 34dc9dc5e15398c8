package dev.consolegw.gateway.testing.client;

import dev.consolegw.gateway.testing.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The real ansible, with nothing of this machine's own configuration: hosts by {@code -J} through a
 * gateway, as root, and all its files in one folder.
 */
public final class Ansible {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path folder;
  private final Map<String, String> environment;

  private Ansible(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Makes one.
   *
   * @param through any client that comes {@code -J}: how the gateway is reached
   * @param folder where it runs; its name must be short, for the sockets of ssh in it
   */
  public static Ansible by(Ssh through, Path folder, String... hosts) {
    var words = through.words();
    var config = words.get(words.indexOf("-F") + 1);
    try {
      Files.writeString(
          folder.resolve("hosts"),
          """
          %s

          [all:vars]
          ansible_user=root
          ansible_ssh_common_args=-F %s -J console-gw
          ansible_python_interpreter=/usr/bin/python3
          """
              .formatted(String.join("\n", hosts), config));
      Files.writeString(folder.resolve("ansible.cfg"), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Ansible(
        folder,
        Map.of(
            "HOME",
            folder.toString(),
            "ANSIBLE_HOME",
            folder.resolve("home").toString(),
            "ANSIBLE_CONFIG",
            folder.resolve("ansible.cfg").toString(),
            "ANSIBLE_HOST_KEY_CHECKING",
            "False",
            "ANSIBLE_NOCOLOR",
            "1",
            "ANSIBLE_LOCALHOST_WARNING",
            "False",
            "ANSIBLE_SSH_ARGS",
            "-C -o ControlMaster=auto -o ControlPersist=5s",
            "ANSIBLE_SSH_CONTROL_PATH_DIR",
            folder.resolve("cp").toString()));
  }

  /** One command for each task instead of five. */
  public Ansible pipelining() {
    return with("ANSIBLE_PIPELINING", "True");
  }

  /** With a variable of the environment. */
  public Ansible with(String variable, String value) {
    var more = new HashMap<>(environment);
    more.put(variable, value);
    return new Ansible(folder, more);
  }

  /** Runs one module on all hosts, with these words after {@code ansible all}. */
  public Ssh.Result module(String... words) {
    try (var run = start("ansible", List.of("all"), words)) {
      return run.result(PATIENCE);
    }
  }

  /** Runs a playbook to its end. */
  public Ssh.Result playbook(String text, String... words) {
    try (var run = startPlaybook(text, words)) {
      return run.result(PATIENCE);
    }
  }

  /** Starts a playbook. */
  public Program startPlaybook(String text, String... words) {
    try {
      Files.writeString(folder.resolve("play.yml"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return start("ansible-playbook", List.of("play.yml"), words);
  }

  private Program start(String program, List<String> first, String... more) {
    var words = new ArrayList<>(List.of(program, "-i", "hosts"));
    words.addAll(first);
    words.addAll(List.of(more));
    var started = Program.start(words, folder, environment);
    started.endInput();
    return started;
  }
}
