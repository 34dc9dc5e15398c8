package dev.consolegw.gateway.directory.vspc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program of the operator's that is run when a VM comes, goes, moves or is called otherwise, with
 * one JSON object on its stdin. One run after the other, in the order of what happened, on a thread
 * of its own; a run that lasts too long is killed, and what waits is bounded. Any thread.
 */
final class Hook implements Closeable {
  /** How long a run may last. */
  static final Duration RUN = Duration.ofSeconds(10);

  /** What may wait for its run. */
  static final int WAITING = 10_000;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Logger log = LoggerFactory.getLogger(Hook.class);

  private final Path program;
  private final InstantSource dates;
  private final Duration longest;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofPlatform().daemon().name("vspc-hook").factory());

  /**
   * @param dates the wall clock
   * @param longest how long a run may last
   */
  Hook(Path program, InstantSource dates, Duration longest) {
    this.program = program;
    this.dates = dates;
    this.longest = longest;
    thread.allowCoreThreadTimeOut(true);
  }

  /**
   * Something has happened to a VM.
   *
   * @param event a word
   * @param host where it is connected from; empty where that does not matter
   */
  void tell(String event, KnownVm vm, String host) {
    var facts = new LinkedHashMap<String, String>();
    facts.put("event", event);
    facts.put("time", dates.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    facts.put("project", vm.project());
    facts.put("name", vm.name());
    facts.put("uuid", vm.uuid());
    facts.put("port", vm.id().port());
    facts.put("host", host);
    try {
      var line = (JSON.writeValueAsString(facts) + "\n").getBytes(StandardCharsets.UTF_8);
      thread.execute(() -> run(line));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("texts make JSON", impossible);
    } catch (RejectedExecutionException full) {
      log.warn("event=vspc-hook-skipped console={} cause=\"too many runs wait\"", vm.id());
    }
  }

  private void run(byte[] line) {
    try {
      var run =
          new ProcessBuilder(program.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (var in = run.getOutputStream()) {
        in.write(line); // smaller than a pipe
      } catch (IOException unread) {
        // It need not read it.
      }
      if (!run.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        var children = run.descendants().toList();
        run.destroyForcibly(); // first: it must not go on when they are gone
        children.forEach(ProcessHandle::destroyForcibly);
        log.warn("event=vspc-hook-killed program=\"{}\" seconds={}", program, longest.toSeconds());
      } else if (run.exitValue() != 0) {
        log.warn("event=vspc-hook-failed program=\"{}\" status={}", program, run.exitValue());
      }
    } catch (IOException failure) {
      log.warn(
          "event=vspc-hook-failed program=\"{}\" cause=\"{}\"",
          program,
          String.valueOf(failure.getMessage()).replace('"', '\''));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs what waits, for a moment, and no more. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException stop) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
