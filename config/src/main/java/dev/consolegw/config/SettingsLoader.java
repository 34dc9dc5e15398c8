package dev.consolegw.config;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.config.value.Spelling;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.RecordBinder;
import dev.consolegw.config.yaml.Where;
import dev.consolegw.config.yaml.YamlReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads the configuration file. Nothing here throws for what a file may hold: every mistake goes to
 * the {@link Problems}, at its line and column, and the settings that come back can be looked at,
 * but are good for use only after {@link Problems#throwIfAny()}.
 */
public final class SettingsLoader {
  /** The largest file that is read; some 50,000 consoles. */
  static final ByteSize MAX_SIZE = ByteSize.parse("8MiB");

  private SettingsLoader() {}

  /** Reads a file. Blocks on the disk: not for a virtual thread. */
  public static Settings load(Path file, Problems problems) {
    return parse(file.toString(), text(file, problems).orElse(""), problems);
  }

  /** The whole text of a file, or nothing (then with a problem) when it cannot be had. */
  public static Optional<String> text(Path file, Problems problems) {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes((int) MAX_SIZE.bytes() + 1);
      if (bytes.length <= MAX_SIZE.bytes()) {
        return Optional.of(decode(file.toString(), bytes, problems));
      }
      problems.add(whole(file), "larger than 8MiB; a configuration file may not be");
    } catch (NoSuchFileException _) {
      problems.add(whole(file), "no such file; write it, or name another one");
    } catch (AccessDeniedException _) {
      problems.add(whole(file), "may not be read by this user; change its owner or mode");
    } catch (IOException failed) {
      problems.add(
          whole(file), "cannot be read: " + Spelling.oneLine(String.valueOf(failed.getMessage())));
    }
    return Optional.empty();
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

  private static String decode(String file, byte[] bytes, Problems problems) {
    var in = ByteBuffer.wrap(bytes);
    var out = CharBuffer.allocate(bytes.length);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      problems.add(
          Where.after(file, text),
          "the byte 0x%02X is not UTF-8 here; save the file as UTF-8"
              .formatted(in.get(in.position())));
      return "";
    }
    return text;
  }

  private static Where whole(Path file) {
    return new Where(file.toString(), 0, 0);
  }
}
