package dev.consolegw.gateway.export.protocol;

import dev.consolegw.gateway.ops.sink.LineFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file of JSON lines. Where its name means another file by now, or none, because somebody has
 * renamed it, the next lines begin a new one.
 */
public final class FileTarget implements ExportTarget {
  /** After so long, its disk hangs, as far as anybody knows. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final String setting;
  private final Path path;
  private @Nullable LineFile file;
  private Optional<Object> identity = Optional.empty();

  /**
   * Opens nothing yet.
   *
   * @param setting what names it, for sentences about it
   */
  public FileTarget(String setting, Path path) {
    this.setting = setting;
    this.path = path;
  }

  @Override
  public Delivery deliver(List<ExportLine> lines) {
    try {
      opened().append(JsonLines.of(lines));
      return TAKEN;
    } catch (IOException refused) {
      return new Delivery.Later(Duration.ZERO, String.valueOf(refused.getMessage()));
    }
  }

  @Override
  public Duration patience() {
    return PATIENCE;
  }

  private LineFile opened() throws IOException {
    var now = identity();
    var before = file;
    if (before != null && now.isPresent() && now.equals(identity)) {
      return before;
    }
    close();
    var opened = new LineFile(setting, path);
    file = opened;
    identity = identity();
    return opened;
  }

  private Optional<Object> identity() throws IOException {
    try {
      var key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return Optional.ofNullable(key);
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    var before = file;
    file = null;
    if (before != null) {
      before.close();
    }
  }
}
