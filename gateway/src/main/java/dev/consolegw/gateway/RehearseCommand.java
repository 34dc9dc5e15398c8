package dev.consolegw.gateway;

import dev.consolegw.config.SettingsLoader;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.SettingsException;
import dev.consolegw.gateway.ops.LogStream;
import dev.consolegw.gateway.rehearsal.EchoGuest;
import dev.consolegw.gateway.rehearsal.Rehearsal;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.ssh.keys.KeyPairFiles;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Runs a gateway of its own for some seconds, with a guest and clients, for whoever prepares faster
 * starts: see {@code ./console-gw}. Its state is in a temporary folder, which goes with it.
 *
 * <p>On the main thread of the program.
 */
@Command(
    name = "rehearse",
    description = "Plays a gateway's day in seconds, while the JVM takes notes.",
    hidden = true)
final class RehearseCommand implements Callable<Integer> {
  private final LogStream errors;

  RehearseCommand(LogStream errors) {
    this.errors = errors;
  }

  @Override
  public Integer call() throws IOException, SettingsException {
    errors.install();
    var folder = Files.createTempDirectory("console-gw-rehearsal-");
    try (var _ = new EchoGuest(folder.resolve("echo"))) {
      var key = folder.resolve("id");
      KeyPairFiles.make(key);
      try (var gateway = new Gateway(SettingsLoader.load(settings(folder, key), new Problems()))) {
        var listening = gateway.start().getFirst();
        new Rehearsal(client(folder, key, listening)).run();
      }
    } catch (InterruptedIOException hung) {
      System.err.println("console-gw: " + hung.getMessage());
      return ExitCode.TIMED_OUT.status(); // what was learned by then is not worth keeping
    } finally {
      remove(folder);
    }
    return ExitCode.OK.status();
  }

  private static Path settings(Path folder, Path key) throws IOException {
    return Files.writeString(
        folder.resolve("console-gw.yaml"),
        """
        state: "%1$s/state"
        ssh: { listen: "127.0.0.1:0" }
        users: { you: { keys: ["%2$s"] } }
        rules: [{ users: [you], consoles: ["*/*"], right: manage }]
        consoles: { lab/echo: { address: "unix:%1$s/echo" } }
        """
            .formatted(folder, KeyPairFiles.publicLine(key)));
  }

  private static List<String> client(Path folder, Path key, InetSocketAddress gateway)
      throws IOException {
    var host = Files.readString(folder.resolve("state/ssh_host_ed25519_key.pub")).strip();
    var known = folder.resolve("known_hosts");
    Files.writeString(known, "[127.0.0.1]:%d %s%n".formatted(gateway.getPort(), host));
    return List.of(
        "ssh",
        "-F",
        "none",
        "-p",
        Integer.toString(gateway.getPort()),
        "-i",
        key.toString(),
        "-o",
        "IdentitiesOnly=yes",
        "-o",
        "BatchMode=yes",
        "-o",
        "UserKnownHostsFile=" + known,
        "echo@127.0.0.1");
  }

  private static void remove(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
