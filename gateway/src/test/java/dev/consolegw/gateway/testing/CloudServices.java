package dev.consolegw.gateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The services of a real cloud that runs on this machine: its folder names the process of each in
 * {@code run/NAME.pid}, beside it the time of its start ({@code NAME.start}, as in proc(5)).
 */
public final class CloudServices {
  private final Path folder;

  /** A service that does not go on until this is closed. */
  public record Halted(List<ProcessHandle> processes) implements AutoCloseable {
    @Override
    public void close() {
      processes.forEach(process -> Peer.signal(process, "CONT"));
    }
  }

  public CloudServices(Path folder) {
    this.folder = folder;
  }

  /** Holds all processes of a service: who asks it gets no answer. */
  public Halted halt(String service) {
    var processes = processes(service);
    processes.forEach(process -> Peer.signal(process, "STOP"));
    return new Halted(processes);
  }

  /** Ends a service and all that it does, and returns what starts it again. */
  public Runnable end(String service) {
    var processes = processes(service);
    var pid = processes.getFirst().pid();
    var words = words(Path.of("/proc", String.valueOf(pid), "cmdline"));
    var place = Path.of("/proc", String.valueOf(pid), "cwd");
    var home = real(place);
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(CloudServices::awaitEnd);
    return () -> start(service, words, home);
  }

  private List<ProcessHandle> processes(String service) {
    var main = ProcessHandle.of(Long.parseLong(read(pidFile(service)).strip())).orElseThrow();
    return Stream.concat(Stream.of(main), main.descendants()).toList();
  }

  private static void awaitEnd(ProcessHandle process) {
    process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** In a session of its own, as it was. */
  private void start(String service, List<String> words, Path home) {
    var all = new ArrayList<>(List.of("setsid"));
    all.addAll(words);
    var log = folder.resolve("log").resolve(service + ".log").toFile();
    var builder =
        new ProcessBuilder(all)
            .directory(home.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .redirectErrorStream(true);
    try {
      var pid = builder.start().pid();
      Files.writeString(pidFile(service), pid + "\n");
      Files.writeString(folder.resolve("run").resolve(service + ".start"), started(pid) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The 22nd field of {@code /proc/PID/stat}; the second is in brackets, and may hold spaces. */
  private static String started(long pid) {
    var stat = read(Path.of("/proc", String.valueOf(pid), "stat"));
    return stat.substring(stat.lastIndexOf(") ") + 2).split(" ", -1)[19];
  }

  private Path pidFile(String service) {
    return folder.resolve("run").resolve(service + ".pid");
  }

  private static List<String> words(Path commandLine) {
    return List.of(read(commandLine).split("\0"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path real(Path link) {
    try {
      return link.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
