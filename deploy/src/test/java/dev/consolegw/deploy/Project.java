package dev.consolegw.deploy;

import java.nio.file.Path;

/** Where things are in the clone that is tested. */
final class Project {
  /** The project's folder; tests run in that of their module. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private Project() {}
}
