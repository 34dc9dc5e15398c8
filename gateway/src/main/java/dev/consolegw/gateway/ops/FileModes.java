package dev.consolegw.gateway.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that others may use in ways they should not. That stops nothing, for it may have been so
 * for years; it is said when the gateway starts, and by {@code check}. Waits for the disk.
 */
public final class FileModes {
  private static final Logger log = LoggerFactory.getLogger(FileModes.class);

  private static final Set<PosixFilePermission> OTHERS_WRITE =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
  private static final Set<PosixFilePermission> OTHERS_READ =
      EnumSet.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

  /** One of them. */
  public record TooOpen(Path path, Set<PosixFilePermission> mode, String hint) {
    @Override
    public String toString() {
      return "%s has the mode %s; %s".formatted(path, PosixFilePermissions.toString(mode), hint);
    }
  }

  private FileModes() {}

  /** The state, which others could exchange for theirs. */
  public static List<TooOpen> state(Path state) {
    return tooOpen(
        state, OTHERS_WRITE, "others can exchange the gateway's own files: chmod 0700 " + state);
  }

  /** The settings, in which others could give themselves rights. */
  public static List<TooOpen> settings(Path settings) {
    return tooOpen(
        settings, OTHERS_WRITE, "others can give themselves rights: chmod go-w " + settings);
  }

  /** Where a cloud's passwords are, which all could read. */
  public static List<TooOpen> clouds(Set<Path> clouds) {
    var all = new ArrayList<TooOpen>();
    clouds.stream()
        .sorted()
        .forEach(file ->
            all.addAll(
                tooOpen(
                    file, OTHERS_READ, "others can read the cloud's password: chmod o= " + file)));
    return all;
  }

  private static List<TooOpen> tooOpen(Path path, Set<PosixFilePermission> unwanted, String hint) {
    return mode(path)
        .filter(mode -> mode.stream().anyMatch(unwanted::contains))
        .map(mode -> new TooOpen(path, mode, hint))
        .stream()
        .toList();
  }

  private static Optional<Set<PosixFilePermission>> mode(Path path) {
    try {
      return Optional.of(Files.getPosixFilePermissions(path));
    } catch (IOException | UnsupportedOperationException unknown) {
      return Optional.empty(); // whoever reads it says why it cannot be read
    }
  }

  /** A line for each. */
  public static void log(List<TooOpen> all) {
    for (var one : all) {
      log.warn(
          "event=mode-too-open path=\"{}\" mode={} hint=\"{}\"",
          one.path(),
          PosixFilePermissions.toString(one.mode()),
          one.hint());
    }
  }
}
