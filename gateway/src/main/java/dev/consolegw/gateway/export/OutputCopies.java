package dev.consolegw.gateway.export;

import dev.consolegw.config.MirrorSettings;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.history.Histories;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.mirror.Mirrors;
import dev.consolegw.gateway.mirror.OutputMirror;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * All copies of what consoles print: the files of this machine, and the log systems. Any thread.
 */
public final class OutputCopies implements OutputMirror, Closeable {
  private final Mirrors mirrors;
  private final Exports exports;
  private Optional<CatchUp> catchUp = Optional.empty();

  private record Both(Copy one, Copy other) implements Copy {
    @Override
    public void more() {
      one.more();
      other.more();
    }

    @Override
    public void know(ConsoleEntry now) {
      one.know(now);
      other.know(now);
    }

    @Override
    public void end() {
      one.end();
      other.end();
    }
  }

  /**
   * Makes the folders where it is kept how far each copy is. Waits for the disk.
   *
   * @param state the folder of the gateway's state
   * @param files where copies of this machine go, if anywhere
   * @param plans the log systems
   */
  public OutputCopies(
      Path state, Optional<MirrorSettings> files, List<ExportPlan> plans, Exports.Services services)
      throws IOException {
    mirrors = new Mirrors(state.resolve("mirror"), files, services.clock(), services.timer());
    exports = new Exports(state.resolve("export"), plans, services);
  }

  /** The log systems. */
  public Exports exports() {
    return exports;
  }

  @Override
  public Copy begin(ConsoleEntry console, HistoryReader history) {
    return new Both(mirrors.begin(console, history), exports.begin(console, history));
  }

  /**
   * Forgets what is kept of histories that are gone, and sends what was left of consoles that
   * nobody opens. Called once, when those are open that are opened first.
   */
  public void start(Histories histories) {
    mirrors.tidy(histories::isKept);
    exports.tidy(histories::isKept);
    catchUp = Optional.of(CatchUp.start(exports, histories));
  }

  /** Takes new settings. Waits for the disk. */
  public void settings(Optional<MirrorSettings> files, List<ExportPlan> plans) {
    mirrors.settings(files);
    exports.settings(plans);
  }

  /** Copies what is left, and waits for that for some seconds: the rest follows later. */
  @Override
  public void close() {
    catchUp.ifPresent(CatchUp::close);
    mirrors.close();
    exports.close();
  }
}
