package dev.consolegw.deploy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One tiny run of the benchmark, on this build's classes: it needs no jar. */
final class BenchRun implements AutoCloseable {
  private static final long ENDS_WITHIN_SECONDS = 60;

  private final Process process;
  private final BufferedReader output;

  /**
   * @param folder where it keeps its files
   * @param parts what to measure, all when empty
   */
  BenchRun(Path folder, String... parts) throws IOException {
    var run = Project.ROOT.resolve("deploy/bench/run").toString();
    var builder = new ProcessBuilder(run, "--smoke", "--gateway", gateway());
    builder.command().addAll(List.of(parts));
    builder.environment().put("TMPDIR", folder.toString());
    process = builder.redirectErrorStream(true).start();
    output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts fast rather than runs fast. */
  private static String gateway() {
    var java = Path.of(System.getProperty("java.home"), "bin", "java");
    return "'%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' dev.consolegw.gateway.Main"
        .formatted(java, System.getProperty("java.class.path"));
  }

  /** All that it says, tables and progress alike, to its end. */
  List<String> lines() throws IOException {
    return output.lines().toList();
  }

  /** Reads on to a line that starts so. */
  void awaitLine(String start) throws IOException {
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(start)) {
        return;
      }
    }
    throw new AssertionError("the benchmark ended before it said " + start);
  }

  /** As a terminal or a service manager does it: with SIGTERM. */
  void interrupt() {
    process.destroy();
  }

  int exitStatus() throws InterruptedException {
    if (!process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the benchmark does not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
