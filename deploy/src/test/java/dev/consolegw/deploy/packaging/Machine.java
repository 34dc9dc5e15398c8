package dev.consolegw.deploy.packaging;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A machine whose disk is a folder: processes, mounts and network of its own, with nothing on it
 * but a loopback. Needs root. Ends with all that runs on it.
 */
final class Machine implements AutoCloseable {
  private static final String BOOT =
      """
      mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev"
      ip link set lo up && echo up && exec cat
      """;

  private final Path root;
  private final Process boot;
  private final long init;

  private Machine(Path root, Process boot, long init) {
    this.root = root;
    this.boot = boot;
    this.init = init;
  }

  /** Starts one on a folder in which {@code proc}, {@code dev} and {@code run} are made. */
  static Machine on(Path root) throws IOException {
    for (var folder : List.of("proc", "dev", "run")) {
      Files.createDirectories(root.resolve(folder));
    }
    var boot =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "--pid",
                "--net",
                "--fork",
                "--kill-child",
                "sh",
                "-c",
                BOOT,
                root.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var line = boot.inputReader(StandardCharsets.UTF_8).readLine();
    if (!"up".equals(line)) {
      throw new AssertionError("no machine in " + root + ": " + line);
    }
    return new Machine(root, boot, boot.children().findFirst().orElseThrow().pid());
  }

  Path root() {
    return root;
  }

  /** A file on it, by the path that it has there. */
  Path file(String path) {
    return root.resolve(path.substring(1));
  }

  /** A command on it, as root, with what is on its disk. */
  List<String> inside(String... words) {
    var all = new ArrayList<>(beside("chroot", root.toString()));
    all.addAll(List.of(words));
    return all;
  }

  /** A command with the disk of this machine here, and all else of that one. */
  List<String> beside(String... words) {
    var all = new ArrayList<>(List.of("nsenter", "-t", Long.toString(init), "-m", "-p", "-n"));
    all.addAll(List.of(words));
    return all;
  }

  String run(String... words) throws IOException, InterruptedException {
    return Made.run(root, inside(words));
  }

  /** A gateway that has said on stdout where it listens. */
  Gateway gateway(List<String> words) throws IOException {
    var log = Files.createTempFile("gateway", ".log");
    var process = new ProcessBuilder(words).redirectError(log.toFile()).start();
    var out = process.inputReader(StandardCharsets.UTF_8);
    var gateway = new Gateway(process, out, log);
    var line = out.readLine();
    if (line == null || !line.startsWith("console-gw: listening on ")) {
      gateway.close();
      throw new AssertionError("it said " + line + "\n" + Files.readString(log));
    }
    return gateway;
  }

  /** A running one. */
  record Gateway(Process process, BufferedReader out, Path log) implements AutoCloseable {
    /** Ends it as systemd does. */
    @Override
    public void close() {
      process.toHandle().descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      process.onExit().join();
    }
  }

  @Override
  public void close() throws IOException {
    boot.getOutputStream().close(); // its first process ends, and with it all others
    boot.onExit().join();
  }
}
