package dev.consolegw.gateway.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** What this machine calls itself. */
public final class MachineName {
  private static final Path NAME = Path.of("/proc/sys/kernel/hostname");

  /** What a name of a host is not made of. */
  private static final Pattern NO_NAME = Pattern.compile("[^A-Za-z0-9._-]");

  private MachineName() {}

  /**
   * The name, without asking the network; letters, digits, {@code .}, {@code _} and {@code -}.
   *
   * @return empty where the system tells none
   */
  public static Optional<String> read() throws IOException {
    var name = Files.isReadable(NAME) ? Files.readString(NAME).strip() : "";
    return Optional.of(NO_NAME.matcher(name).replaceAll("")).filter(safe -> !safe.isEmpty());
  }
}
