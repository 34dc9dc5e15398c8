package dev.consolegw.gateway.mirror;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.config.MirrorSettings;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.config.value.FileMode;
import dev.consolegw.config.value.FilePattern;
import dev.consolegw.config.yaml.Where;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.history.Histories;
import dev.consolegw.gateway.history.History;
import dev.consolegw.gateway.history.HistoryLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Histories and their copies in a folder, as a gateway has them. */
final class MirrorStage implements AutoCloseable {
  private static final ByteSize KEEP = ByteSize.parse("64MiB");

  private final Path folder;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  final Histories histories;
  final Mirrors mirrors;

  MirrorStage(Path folder) throws IOException {
    this(folder, "%name.log");
  }

  /**
   * @param pattern below the folder {@code logs}
   */
  MirrorStage(Path folder, String pattern) throws IOException {
    this.folder = folder;
    this.histories =
        new Histories(folder.resolve("history"), InstantSource.system(), HistoryLimits.standard());
    this.mirrors =
        new Mirrors(
            folder.resolve("mirror"), settings(pattern, "0600"), InstantSource.system(), timer);
  }

  Optional<MirrorSettings> settings(String pattern, String mode) {
    return Optional.of(
        new MirrorSettings(
            Where.BUILT_IN,
            FilePattern.parse(folder.resolve("logs") + "/" + pattern),
            FileMode.parse(mode)));
  }

  Path log(String name) {
    return folder.resolve("logs").resolve(name);
  }

  String copied(String name) throws IOException {
    return Files.readString(log(name), ISO_8859_1);
  }

  static ConsoleEntry entry(String project, String name, String id, String port) {
    return new ConsoleEntry(
        new ConsoleId("vspc", id, port),
        new ConsoleRef("vspc", project, id, name, Map.of()),
        Optional.empty(),
        true,
        KEEP);
  }

  /** One console of this name, the only one of its project and server. */
  Subject open(String name) throws IOException {
    return open(entry("lab", name, name, "0"), KEEP);
  }

  Subject open(ConsoleEntry entry, ByteSize keep) throws IOException {
    var history = histories.open(entry.id().toString(), keep);
    return new Subject(history, (ConsoleMirror) mirrors.begin(entry, history.reader()));
  }

  Subject open(ConsoleEntry entry) throws IOException {
    return open(entry, KEEP);
  }

  /** One console. */
  record Subject(History history, ConsoleMirror mirror) {
    Subject prints(String text) {
      return prints(text.getBytes(ISO_8859_1));
    }

    Subject prints(byte[] bytes) {
      history.append(ByteBuffer.wrap(bytes));
      mirror.more();
      return this;
    }

    /** All of it is in the file, unless that cannot be written. */
    Subject drained() throws Exception {
      mirror.drain().get(30, TimeUnit.SECONDS);
      return this;
    }
  }

  /** Ends as with {@code kill -9}: nothing is copied any more, and the history has no end. */
  void kill() {
    timer.shutdownNow();
  }

  @Override
  public void close() throws IOException {
    mirrors.close();
    histories.close();
    timer.shutdownNow();
  }
}
