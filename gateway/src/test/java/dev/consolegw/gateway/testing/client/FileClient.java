package dev.consolegw.gateway.testing.client;

import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The real sftp and scp of somebody.
 *
 * @param folder where they are started, and leave what they fetch
 */
public record FileClient(TestGateway gateway, TestPerson who, Path folder, Way way) {

  /** To the gateway itself. */
  public FileClient(TestGateway gateway, TestPerson who, Path folder) {
    this(gateway, who, folder, Way.DIRECT);
  }

  /** Types commands at sftp; the first that fails ends it, unless it begins with "-". */
  public Ssh.Result sftp(String userName, String... commands) {
    var words = words("sftp");
    words.addAll(List.of("-b", "-", host(userName)));
    return run(words, String.join("\n", commands) + "\n");
  }

  /** Copies over SFTP. */
  public Ssh.Result scp(String userName, String from, String to) {
    var words = words("scp");
    words.addAll(List.of("-s", host(userName) + ":" + from, to));
    return run(words, "");
  }

  /** Runs scp over SFTP with these words. */
  public Ssh.Result newScp(String... arguments) {
    var words = words("scp");
    words.add("-s");
    words.addAll(List.of(arguments));
    return run(words, "");
  }

  /** Runs scp as it was before OpenSSH 9.0, with these words. */
  public Ssh.Result oldScp(String... arguments) {
    var words = words("scp");
    words.add("-O");
    words.addAll(List.of(arguments));
    return run(words, "");
  }

  private String host(String name) {
    return switch (way) {
      case DIRECT -> name + "@127.0.0.1";
      case THROUGH -> name;
    };
  }

  private List<String> words(String program) {
    if (way == Way.THROUGH) { // as its ssh, but for the program and the user
      var words = new ArrayList<>(way.ssh(gateway, who, "any").words().subList(0, 5));
      words.set(0, program);
      return words;
    }
    return new ArrayList<>(
        List.of(
            program,
            "-F",
            "none",
            "-P",
            String.valueOf(gateway.port()),
            "-i",
            who.key().toString(),
            "-oIdentitiesOnly=yes",
            "-oIdentityAgent=none",
            "-oStrictHostKeyChecking=no",
            "-oLogLevel=ERROR",
            "-oUserKnownHostsFile=" + gateway.folder().resolve("known_hosts")));
  }

  private Ssh.Result run(List<String> words, String input) {
    try (var program = Program.start(words, folder, Map.of())) {
      program.type(input);
      program.endInput();
      return program.result();
    }
  }
}
