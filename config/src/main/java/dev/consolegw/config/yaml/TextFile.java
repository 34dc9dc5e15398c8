package dev.consolegw.config.yaml;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.config.value.Spelling;
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

/** A file of text as people write it: UTF-8, and not too large. */
public final class TextFile {
  /** The largest file that is read; some 50,000 consoles. */
  public static final ByteSize MAX_SIZE = ByteSize.parse("8MiB");

  private TextFile() {}

  /**
   * The whole text of a file, or nothing (then with a problem) when it cannot be had. Blocks on the
   * disk.
   */
  public static Optional<String> read(Path file, Problems problems) {
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
