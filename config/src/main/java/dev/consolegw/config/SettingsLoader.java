package dev.consolegw.config;

import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.RecordBinder;
import dev.consolegw.config.yaml.TextFile;
import dev.consolegw.config.yaml.Where;
import dev.consolegw.config.yaml.YamlReader;
import java.nio.file.Path;

/**
 * Reads the configuration file. Nothing here throws for what a file may hold: every mistake goes to
 * the {@link Problems}, at its line and column, and the settings that come back can be looked at,
 * but are good for use only after {@link Problems#throwIfAny()}.
 */
public final class SettingsLoader {
  private SettingsLoader() {}

  /** Reads a file. Blocks on the disk: not for a virtual thread. */
  public static Settings load(Path file, Problems problems) {
    return parse(file.toString(), TextFile.read(file, problems).orElse(""), problems);
  }

  /**
   * Reads the text of a file.
   *
   * @param fileName for the places of mistakes
   */
  public static Settings parse(String fileName, String text, Problems problems) {
    var found = new Problems();
    var checks = new SettingsChecks(found);
    var binder = new RecordBinder(found, checks::section);
    Settings settings =
        YamlReader.read(fileName, text, found)
            .map(root -> binder.bind(Settings.class, root))
            .orElseGet(() -> binder.defaults(Settings.class, new Where(fileName, 1, 1)));
    checks.names(settings);
    // What an alias stands for is read, and found wrong, at each use; once is enough to say so.
    found.all().stream().distinct().forEach(one -> problems.add(one.where(), one.text()));
    return settings;
  }
}
