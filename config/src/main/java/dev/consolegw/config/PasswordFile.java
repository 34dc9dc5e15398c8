package dev.consolegw.config;

import com.sun.security.auth.module.UnixSystem;
import dev.consolegw.config.value.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file whose first line is a secret. Whoever may read it could sign in, so it is nobody's but
 * ours: as with private keys, the mode of our own file lets in no group and no others; that of
 * somebody else's, such as root's for the group of a service, lets in no others. No state.
 */
public final class PasswordFile {
  /** The longest password, in bytes of UTF-8: PAM takes no longer one. */
  public static final int MAX_BYTES = 512;

  /** The longest token or ticket: those that are signed have some kilobytes of claims in them. */
  public static final int MAX_TOKEN_BYTES = 16 * 1024;

  private static final int GROUP_AND_OTHERS = 077;
  private static final int OTHERS = 07;

  /** What a file holds. */
  public enum Content {
    PASSWORD("password", "change it in the guest", MAX_BYTES),
    TICKET("ticket", "get another one", MAX_TOKEN_BYTES),
    TOKEN("token", "get another one", MAX_TOKEN_BYTES);

    private final String word;
    private final String remedy;
    private final int most;

    Content(String word, String remedy, int most) {
      this.word = word;
      this.remedy = remedy;
      this.most = most;
    }
  }

  private PasswordFile() {}

  /** As {@link #read(Path, Content)}, for a password. */
  public static Secret read(Path file) throws IOException {
    return read(file, Content.PASSWORD);
  }

  /**
   * Reads a password, a ticket or a token. Blocks on the disk: not for a virtual thread.
   *
   * @throws IOException when there is none, or others could have read it; the message is a sentence
   *     with the file, and without anything of what it holds
   */
  public static Secret read(Path file, Content what) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("%s is a directory; name a file".formatted(file));
    }
    refuseIfOpen(file, what);
    return new Secret(firstLine(file, firstBytes(file, what), what));
  }

  private static byte[] firstBytes(Path file, Content what) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(what.most + 2);
    } catch (NoSuchFileException missing) {
      throw missing(file, what, missing);
    } catch (AccessDeniedException denied) {
      throw new IOException(
          "the gateway may not read %s; change its owner or mode".formatted(file), denied);
    } catch (IOException failure) {
      throw new IOException("%s cannot be read; look at its disk".formatted(file), failure);
    }
  }

  private static IOException missing(Path file, Content what, IOException cause) {
    return new IOException(
        "there is no %s; write the %s into it, with mode 0600".formatted(file, what.word), cause);
  }

  private static String firstLine(Path file, byte[] bytes, Content what) throws IOException {
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
      end++;
    }
    if (end == 0) {
      throw new IOException(
          "the first line of %s is empty; write the %s there".formatted(file, what.word));
    }
    if (end > what.most) {
      throw new IOException(
          "the first line of %s is no %s: it has more than %d bytes"
              .formatted(file, what.word, what.most));
    }
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end));
      if (text.chars().noneMatch(Character::isISOControl)) {
        return text.toString();
      }
    } catch (CharacterCodingException _) {
      // Answered below, without a word of what stands there.
    }
    throw new IOException(
        "the first line of %s has bytes that nobody types; write the %s alone, in UTF-8"
            .formatted(file, what.word));
  }

  private static void refuseIfOpen(Path file, Content what) throws IOException {
    try {
      long owner = Integer.toUnsignedLong((int) Files.getAttribute(file, "unix:uid"));
      int mode = (int) Files.getAttribute(file, "unix:mode");
      boolean ours = owner == new UnixSystem().getUid();
      if ((mode & (ours ? GROUP_AND_OTHERS : OTHERS)) != 0) {
        throw new IOException(
            "others may read the %s in %s; chmod 0600 it, and %s if somebody did"
                .formatted(what.word, file, what.remedy));
      }
    } catch (NoSuchFileException missing) {
      throw missing(file, what, missing);
    } catch (AccessDeniedException denied) {
      throw new IOException(
          "the gateway may not look at %s; change the mode of its folder".formatted(file), denied);
    } catch (UnsupportedOperationException | IllegalArgumentException _) {
      // Where there are no owners and modes, nobody else is thought of.
    }
  }
}
