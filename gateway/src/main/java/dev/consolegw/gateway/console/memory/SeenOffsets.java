package dev.consolegw.gateway.console.memory;

import dev.consolegw.authz.Person;
import dev.consolegw.config.state.StateFile;
import dev.consolegw.gateway.directory.ConsoleId;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to which offset each person has seen one console: the highest that any session of theirs was
 * sent. In memory, and in a small file with a line for each, who was last here last:
 *
 * <pre>
 *   12345 file:alice
 * </pre>
 *
 * <p>People are written by their ids. The file is only a convenience: lines that mean nothing are
 * passed over, and what a kill keeps from being written is shown once more. Any thread; files are
 * read and written on the disk's own.
 */
public final class SeenOffsets {
  /** How many people are remembered; those who were here longest ago are forgotten. */
  static final int PEOPLE = 256;

  /** A larger file is none of ours. */
  private static final int LARGEST = PEOPLE * 1024;

  private static final Pattern LINE = Pattern.compile("(\\d{1,18}) (\\S+)");
  private static final Logger log = LoggerFactory.getLogger(SeenOffsets.class);

  private final Path folder;
  private final ConsoleId console;
  private final Executor disk;
  private Map<Person, Long> offsets = Map.of(); // another as soon as there is somebody
  private boolean loaded;
  private boolean changed;

  /**
   * What the file says, when it is first asked for.
   *
   * @param folder where the file of each console is
   * @param disk runs one thing at a time
   */
  SeenOffsets(Path folder, ConsoleId console, Executor disk) {
    this.folder = folder;
    this.console = console;
    this.disk = disk;
  }

  /** Made for each use: most consoles are looked at by nobody for days. */
  private Path file() {
    return SeenOffsetFiles.file(folder, console);
  }

  /** Up to where somebody has seen it, if they have; on a disk thread. */
  public OptionalLong upTo(Person person) {
    load();
    synchronized (this) {
      var offset = offsets.get(person);
      return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }
  }

  /** Remembers up to where a session of theirs has come; in memory. */
  public synchronized void note(Person person, long offset) {
    if (offsets.isEmpty()) {
      offsets = new LinkedHashMap<>(2);
    }
    var before = offsets.remove(person);
    offsets.put(person, before == null ? offset : Math.max(before, offset));
    changed |= before == null || before < offset;
    if (offsets.size() > PEOPLE) {
      offsets.remove(offsets.keySet().iterator().next());
    }
  }

  /** Writes what has changed; done when that is written, or cannot be. */
  public CompletableFuture<Void> save() {
    var done = new CompletableFuture<Void>();
    if (!isChanged()) {
      done.complete(null);
      return done;
    }
    try {
      disk.execute(() -> {
        write();
        done.complete(null);
      });
    } catch (RejectedExecutionException crowded) {
      done.complete(null); // the next time
    }
    return done;
  }

  private synchronized boolean isChanged() {
    return changed;
  }

  private void write() {
    load();
    var text = new StringBuilder();
    synchronized (this) {
      changed = false;
      offsets.forEach(
          (person, offset) -> text.append(offset).append(' ').append(written(person)).append('\n'));
    }
    try {
      new StateFile(file()).write(text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException broken) {
      log.warn("event=seen-file-unwritten file={} cause=\"{}\"", file(), broken.toString());
    }
  }

  private void load() {
    synchronized (this) {
      if (loaded) {
        return;
      }
    }
    var found = read();
    synchronized (this) {
      var since = offsets;
      offsets = found;
      loaded = true;
      since.forEach(this::note);
    }
  }

  private Map<Person, Long> read() {
    var found = new LinkedHashMap<Person, Long>();
    try {
      new StateFile(file())
          .read(LARGEST)
          .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
          .ifPresent(text -> text.lines().limit(PEOPLE).forEach(line -> read(line, found)));
    } catch (IOException broken) {
      log.warn("event=seen-file-unread file={} cause=\"{}\"", file(), broken.toString());
    }
    return found;
  }

  private static void read(String line, Map<Person, Long> found) {
    var form = LINE.matcher(line);
    if (!form.matches()) {
      return;
    }
    try {
      var parts = form.group(2).split(":", 2);
      if (parts.length == 2) {
        var id = URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
        found.put(new Person(parts[0], id), Long.parseLong(form.group(1)));
      }
    } catch (IllegalArgumentException garbage) {
      log.debug("event=seen-line-ignored", garbage);
    }
  }

  private static String written(Person person) {
    return person.source() + ':' + URLEncoder.encode(person.id(), StandardCharsets.UTF_8);
  }
}
