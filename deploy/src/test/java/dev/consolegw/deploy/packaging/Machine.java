package dev.consolegw.deploy.packaging;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
      boot.destroyForcibly();
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
      var errors = Files.readString(log);
      gateway.close();
      throw new AssertionError("it said " + line + "\n" + errors);
    }
    return gateway;
  }

  /** A running one. */
  record Gateway(Process process, BufferedReader out, Path log) implements AutoCloseable {
    /** Ends it as systemd does. The process that has led it there ends after it, and reaps it. */
    @Override
    public void close() throws IOException {
      process.descendants().forEach(ProcessHandle::destroy);
      awaitEnd(process.toHandle());
      Files.delete(log);
    }
  }

  /** Waits for one that is about to end; after 30 s it is ended, with all below it. */
  private static void awaitEnd(ProcessHandle process) {
    process.onExit().completeOnTimeout(process, 30, TimeUnit.SECONDS).join();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().completeOnTimeout(process, 30, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() throws IOException {
    boot.getOutputStream().close(); // its first process ends, and with it all others
    awaitEnd(boot.toHandle());
  }
}
