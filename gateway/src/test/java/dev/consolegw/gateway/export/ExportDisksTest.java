package dev.consolegw.gateway.export;

import static dev.consolegw.gateway.export.ExportStage.entry;
import static dev.consolegw.gateway.export.ExportStage.lines;
import static dev.consolegw.gateway.export.ExportStage.ofLogs;
import static dev.consolegw.gateway.export.ExportStage.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.testing.LoggedLines;
import dev.consolegw.gateway.testing.Program;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full, or hang: of a file that is exported to, and of histories. */
@Tag("slow")
@Timeout(120)
class ExportDisksTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;

  private static List<String> textsOf(Iterable<String> written) throws IOException {
    var texts = new ArrayList<String>();
    for (var line : written) {
      texts.add(MAPPER.readTree(line).get("text").textValue());
    }
    return texts;
  }

  @Test
  void aFullDiskLosesNothingAndDoublesNothing() throws Exception {
    var disk = Files.createDirectory(folder.resolve("disk"));
    var file = disk.resolve("consoles.jsonl");
    Program.run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString());
    try (var receiver = new StrictReceiver();
        var logged = LoggedLines.of("dev.consolegw.gateway.export");
        var stage =
            new ExportStage(
                folder,
                """
                logs: { to: "file:%s" }
                other: { to: "loki+%s" }
                """
                    .formatted(file, receiver.at()))) {
      var web1 = stage.open("web1").prints(lines("a", 0, 3000));
      assertThat(logged.await("event=export-behind export=logs")).contains("No space left");
      receiver.await(3000);
      web1.prints(lines("a", 3000, 3100));
      receiver.await(3100); // nobody waits for it
      while (ofLogs(stage.exports.failures()) < 5) {
        Thread.onSpinWait(); // by then smaller pieces have found some room
      }
      assertThat(stage.exports.behind().get("logs")).isPositive();
      assertThat(stage.exports.behind()).containsEntry("other", 0L);

      Program.run("mount", "-o", "remount,size=4m", disk.toString());
      logged.await("event=export-follows-again export=logs");
      while (ofLogs(stage.exports.sentLines()) < 3100) {
        Thread.onSpinWait();
      }
      assertThat(textsOf(Files.readAllLines(file))).containsExactlyElementsOf(texts("a", 0, 3100));
      assertThat(logged.lines().stream().filter(it -> it.contains("event=export-behind")))
          .hasSize(1);
    } finally {
      Program.run("umount", "-l", disk.toString());
    }
  }

  /** A terminal of which nobody reads what is written to it takes some kilobytes, and hangs. */
  private static final String HUNG =
      """
      import os, pty, sys, tty
      near, far = pty.openpty()
      tty.setraw(far)
      print("hung " + os.ttyname(far), flush=True)
      sys.stdin.readline()
      while True:
          sys.stdout.buffer.write(os.read(near, 65536))
          sys.stdout.buffer.flush()
      """;

  @Test
  void aDiskThatHangsIsToldAndDelaysNobody() throws Exception {
    try (var hung = Program.start(List.of("python3", "-c", HUNG));
        var receiver = new StrictReceiver();
        var logged = LoggedLines.of("dev.consolegw.gateway.export")) {
      hung.out().await("hung ");
      var file = hung.out().awaitLine().strip();
      var settings =
          """
          logs: { to: "file:%s" }
          other: { to: "loki+%s" }
          """
              .formatted(file, receiver.at());
      try (var stage = new ExportStage(folder, settings)) {
        var web1 = stage.open("web1").prints(lines("a", 0, 1000));
        receiver.await(1000);
        assertThat(logged.await("event=export-behind export=logs"))
            .contains("it has taken nothing for 5 s");
        web1.prints(lines("a", 1000, 1100));
        receiver.await(1100);
        assertThat(stage.exports.failures()).containsEntry("logs", 1L);

        hung.type("\n");
        var written = new ArrayList<String>();
        while (written.size() < 1100) {
          written.add(hung.out().awaitLine());
        }
        assertThat(textsOf(written)).containsExactlyElementsOf(texts("a", 0, 1100));
        logged.await("event=export-follows-again export=logs");
      }
    }
  }

  /** A history whose disk takes reads, and does nothing with them. */
  private static HistoryReader hung(HistoryReader history, Executor disk) {
    return (HistoryReader)
        Proxy.newProxyInstance(
            HistoryReader.class.getClassLoader(),
            new Class<?>[] {HistoryReader.class},
            (_, method, arguments) -> {
              if (method.getName().equals("diskThreads")) {
                return disk;
              }
              try {
                return method.invoke(history, arguments);
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            });
  }

  @Test
  @Timeout(60) // a second for each of those that hang would be more
  void disksOfSomeConsolesThatHangDelayNoOthers() throws Exception {
    var waiting = new ConcurrentLinkedQueue<Runnable>();
    try (var receiver = new StrictReceiver();
        var stage = new ExportStage(folder, ExportStage.to("loki", receiver))) {
      for (int i = 0; i < Turns.ASIDE - 1; i++) {
        var entry = entry("lab", "hung" + i);
        var history = stage.histories.open(entry.id().toString(), ByteSize.parse("1MiB"));
        var copy = stage.exports.begin(entry, hung(history.reader(), waiting::add));
        new ExportStage.Subject(history, copy).prints("late" + i + "\n");
      }
      var fine = stage.open("web1").prints(lines("a", 0, 10));
      receiver.await(10);
      fine.prints(lines("a", 10, 20));
      receiver.await(20);
      assertThat(receiver.texts()).containsExactlyElementsOf(texts("a", 0, 20));

      waiting.forEach(Runnable::run);
      receiver.await(20 + Turns.ASIDE - 1);
      assertThat(receiver.texts().subList(20, receiver.texts().size()))
          .containsExactlyInAnyOrderElementsOf(texts("late", 0, Turns.ASIDE - 1));
    }
  }

  /** Each read that nobody has taken may hold a turn in memory. */
  @Test
  @Timeout(120)
  void whatDisksBringLateIsTakenBeforeMoreIsAskedOfThem() throws Exception {
    int consoles = Turns.ASIDE + 30;
    var asked = new AtomicInteger();
    try (var receiver = new StrictReceiver();
        var stage = new ExportStage(folder, ExportStage.to("loki", receiver));
        var disk = Executors.newSingleThreadScheduledExecutor()) {
      Executor slow =
          read -> {
            asked.incrementAndGet();
            var _ =
                disk.schedule(read, 150, TimeUnit.MILLISECONDS); // longer than one is waited for
          };
      for (int i = 0; i < consoles; i++) {
        var entry = entry("lab", "slow" + i);
        var history = stage.histories.open(entry.id().toString(), ByteSize.parse("1MiB"));
        var copy = stage.exports.begin(entry, hung(history.reader(), slow));
        new ExportStage.Subject(history, copy).prints("late" + i + "\n");
      }

      receiver.await(1);
      assertThat(asked.get()).isLessThanOrEqualTo(Turns.ASIDE);
      receiver.await(consoles);
      assertThat(receiver.texts()).containsExactlyInAnyOrderElementsOf(texts("late", 0, consoles));
    }
  }
}
