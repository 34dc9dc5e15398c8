package dev.consolegw.gateway.recording;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Right;
import dev.consolegw.config.Settings;
import dev.consolegw.config.state.DirectoryName;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.history.Histories;
import dev.consolegw.gateway.history.Pin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All recordings that there are: finished ones, and those that go on. Each finished one has its pin
 * here; deleting it lets the output go, too. Any thread; what waits for the disk says so.
 */
public final class Recordings {
  private static final Logger log = LoggerFactory.getLogger(Recordings.class);
  private static final String ENDING = ".jsonl";

  private final Path directory;
  private final Histories histories;
  private volatile Settings.Recordings keep;
  private final InstantSource clock;
  private final Map<Path, Kept> kept = new ConcurrentHashMap<>();
  private final Map<Path, LiveRecording> live = new ConcurrentHashMap<>();

  private record Kept(Recording recording, Pin pin) {
    Instant end() {
      return recording.lastAt();
    }

    long bytes() {
      return recording.length();
    }
  }

  /**
   * @param directory for the files; made when the first is written
   */
  public Recordings(
      Path directory, Histories histories, Settings.Recordings keep, InstantSource clock) {
    this.directory = directory;
    this.histories = histories;
    this.keep = keep;
    this.clock = clock;
  }

  /** The next time that it looks, they are kept so long, and so much of them. */
  void keep(Settings.Recordings other) {
    keep = other;
  }

  /** Those of a console that are there now, the oldest first. */
  public List<Recording> of(ConsoleId console) {
    var key = console.toString();
    return Stream.concat(
            kept.values().stream().map(Kept::recording), live.values().stream().map(this::now))
        .filter(recording -> recording.header().console().equals(key))
        .sorted(Comparator.comparing(recording -> recording.header().id()))
        .toList();
  }

  /**
   * Those of them that somebody may see, the oldest first: of their own sessions, and with the
   * right to manage those of all.
   */
  public List<Recording> of(ConsoleId console, Grant reader) {
    var me = Header.owner(reader.person());
    boolean all = reader.right().includes(Right.MANAGE);
    return of(console).stream().filter(one -> all || one.header().owner().equals(me)).toList();
  }

  private Recording now(LiveRecording one) {
    return new Recording(one.subject().header(), one.sidecar().file(), one.last());
  }

  /** One of a console, if it is there. */
  public Optional<Recording> find(ConsoleId console, String id) {
    return of(console).stream().filter(one -> one.header().id().equals(id)).findFirst();
  }

  /** Where the file of a recording belongs. */
  Path file(String console, String id) {
    return directory.resolve(DirectoryName.of(console)).resolve(id + ENDING);
  }

  void begun(LiveRecording one) {
    live.put(one.sidecar().file(), one);
  }

  List<LiveRecording> live() {
    return List.copyOf(live.values());
  }

  void ended(LiveRecording one) {
    kept.put(one.sidecar().file(), new Kept(now(one), one.pin()));
    live.remove(one.sidecar().file(), one);
  }

  /** Takes away one that shall not be. Waits for the disk. */
  void remove(LiveRecording one) {
    live.remove(one.sidecar().file(), one);
    delete(one.sidecar().file(), one.pin());
  }

  /**
   * Finds what an earlier gateway recorded, mends what a kill cut off, and pins the output again:
   * before a console is opened and retention begins. Waits for the disk.
   */
  public void load() {
    try (var files = Files.walk(directory, 2)) {
      files.filter(file -> file.toString().endsWith(ENDING)).forEach(this::load);
    } catch (NoSuchFileException none) {
      return;
    } catch (IOException | UncheckedIOException broken) {
      log.error("event=recordings-unlisted cause=\"{}\"", broken.toString());
    }
    retain();
  }

  private void load(Path file) {
    try {
      var recording = RecordingFile.open(file);
      var header = recording.header();
      long to = recording.end().map(RecordingEvent.End::to).orElse(recording.cutOff().to());
      kept.put(file, new Kept(recording, histories.pin(header.console(), header.from(), to)));
    } catch (IOException broken) {
      log.warn("event=recording-unreadable file={} cause=\"{}\"", file, broken.toString());
    }
  }

  /** Deletes what is too old or too much; what goes on stays. Waits for the disk. */
  void retain() {
    var oldestFirst = kept.values().stream().sorted(Comparator.comparing(Kept::end)).toList();
    long all = oldestFirst.stream().mapToLong(Kept::bytes).sum();
    var now = clock.instant();
    for (var one : oldestFirst) {
      boolean old = one.end().plus(keep.keepFor()).isBefore(now);
      boolean much = all > keep.keepAll().bytes();
      if (!old && !much) {
        return;
      }
      all -= one.bytes();
      var file = one.recording().file();
      kept.remove(file, one);
      delete(file, one.pin());
      log.info(
          "event=recording-deleted recording={} why={}",
          one.recording().header().id(),
          old ? "keep-for" : "keep-all");
    }
  }

  private static void delete(Path file, Pin pin) {
    pin.close();
    try {
      Files.deleteIfExists(file);
      Files.deleteIfExists(file.getParent());
    } catch (DirectoryNotEmptyException others) {
      // Other recordings of the console are in it.
    } catch (IOException broken) {
      log.warn("event=recording-undeleted file={} cause=\"{}\"", file, broken.toString());
    }
  }
}
