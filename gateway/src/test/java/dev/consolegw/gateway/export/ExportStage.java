package dev.consolegw.gateway.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.config.SettingsLoader;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.fault.Timer;
import dev.consolegw.gateway.history.Histories;
import dev.consolegw.gateway.history.History;
import dev.consolegw.gateway.history.HistoryLimits;
import dev.consolegw.gateway.mirror.OutputMirror;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Histories and log systems in a folder, as a gateway has them. */
final class ExportStage implements AutoCloseable {
  private static final ByteSize KEEP = ByteSize.parse("64MiB");

  private final Timer timer = Timer.forgetting("test-timer");
  final Histories histories;
  final Exports exports;
  private final CatchUp catchUp;

  /**
   * @param settings what stands under {@code export}
   */
  ExportStage(Path folder, String settings) throws Exception {
    this(folder, settings, InstantSource.system());
  }

  /** With another time of day. */
  ExportStage(Path folder, String settings, InstantSource clock) throws Exception {
    histories = new Histories(folder.resolve("history"), clock, HistoryLimits.standard());
    exports =
        new Exports(
            folder.resolve("export"),
            plans(settings),
            new Exports.Services(clock, InstantSource.system(), timer));
    catchUp = CatchUp.start(exports, histories);
  }

  static List<ExportPlan> plans(String settings) throws Exception {
    var problems = new Problems();
    var read = SettingsLoader.parse("test", "export:\n" + settings.indent(2), problems);
    var plans = ExportPlan.read(read, problems);
    problems.throwIfAny();
    return plans;
  }

  static ConsoleEntry entry(String project, String name) {
    return new ConsoleEntry(
        new ConsoleId("file", project + '/' + name, "0"),
        new ConsoleRef("file", project, project + '/' + name, name, Map.of()),
        Optional.empty(),
        true,
        KEEP);
  }

  /** The same console under another name. */
  static ConsoleEntry renamed(ConsoleEntry entry, String name) {
    return new ConsoleEntry(
        entry.id(),
        new ConsoleRef("file", entry.server().project(), entry.server().id(), name, Map.of()),
        Optional.empty(),
        true,
        KEEP);
  }

  /** Numbered lines. */
  static String lines(String word, int from, int to) {
    return String.join("", IntStream.range(from, to).mapToObj(i -> word + i + "\n").toList());
  }

  /** The same without their ends. */
  static List<String> texts(String word, int from, int to) {
    return lines(word, from, to).lines().toList();
  }

  /** Of {@code logs}. */
  static long ofLogs(Map<String, Long> counts) {
    return counts.getOrDefault("logs", 0L);
  }

  /** Settings of one that is called {@code logs}. */
  static String to(String scheme, StrictReceiver receiver) {
    return "logs: { to: \"%s+%s\" }".formatted(scheme, receiver.at());
  }

  /** Opens {@code lab/NAME}. */
  Subject open(String name) throws IOException {
    return open(entry("lab", name), KEEP);
  }

  Subject open(ConsoleEntry entry) throws IOException {
    return open(entry, KEEP);
  }

  Subject open(ConsoleEntry entry, ByteSize keep) throws IOException {
    var history = histories.open(entry.id().toString(), keep);
    return new Subject(history, exports.begin(entry, history.reader()));
  }

  /** One console. */
  record Subject(History history, OutputMirror.Copy copy) {
    Subject prints(String text) {
      history.append(ByteBuffer.wrap(text.getBytes(UTF_8)));
      copy.more();
      return this;
    }

    void onDisk() {
      history.reader().written(history.reader().end()).join();
    }

    /** The console is gone. */
    void goes() throws IOException {
      copy.end();
      history.close();
    }
  }

  /** Ends as with {@code kill -9}: nothing is sent or noted any more. */
  void kill() {
    timer.shutdownNow();
  }

  @Override
  public void close() throws IOException {
    catchUp.close();
    exports.close();
    histories.close();
    timer.shutdownNow();
  }
}
