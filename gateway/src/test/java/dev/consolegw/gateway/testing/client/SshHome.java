package dev.consolegw.gateway.testing.client;

import static dev.consolegw.gateway.testing.TestPerson.ALICE;

import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * A home folder whose ssh knows where {@code gw} is, for programs that are written as people write
 * them. OpenSSH takes its own file from no variable, so there is an {@code ssh} on the path.
 */
public final class SshHome {
  private final Path folder;

  private SshHome(Path folder) {
    this.folder = folder;
  }

  /** Makes one in an empty folder. */
  public static SshHome in(Path folder, TestGateway gateway) throws IOException {
    var dot = Files.createDirectories(folder.resolve(".ssh"));
    var known = dot.resolve("known_hosts");
    var config =
        Files.writeString(
            dot.resolve("config"),
            """
            Host gw
              HostName 127.0.0.1
              Port %d
              IdentityFile %s
              IdentitiesOnly yes
              IdentityAgent none
              StrictHostKeyChecking accept-new
              UserKnownHostsFile %s
              LogLevel ERROR
            Host *
              IdentityAgent none
              StrictHostKeyChecking accept-new
              UserKnownHostsFile %s
              LogLevel ERROR
            """
                .formatted(gateway.port(), ALICE.key(), known, known));
    var ssh = folder.resolve("ssh");
    Files.writeString(ssh, "#!/bin/sh\nexec /usr/bin/ssh -F " + config + " \"$@\"\n");
    Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwx------"));
    return new SshHome(folder);
  }

  /** Starts a program there. */
  public Program start(String... words) {
    return Program.start(
        List.of(words),
        folder,
        Map.of("HOME", folder.toString(), "PATH", folder + ":/usr/bin:/bin", "TERM", "dumb"));
  }

  /** Runs one to its end, with nothing on stdin. */
  public Ssh.Result run(String... words) {
    try (var program = start(words)) {
      program.endInput();
      return program.result();
    }
  }

  /** Runs our ssh with these words. */
  public Ssh.Result ssh(String... words) {
    var all = new String[words.length + 1];
    all[0] = folder.resolve("ssh").toString();
    System.arraycopy(words, 0, all, 1, words.length);
    return run(all);
  }
}
