package dev.consolegw.gateway.shell.posix;

import dev.consolegw.gateway.shell.guest.GuestException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.Adler32;

/**
 * What a guest has for putting bytes into lines, for getting them out, and for checking them.
 *
 * @param hexadecimal its bytes come as hexadecimal digits; else in base64
 * @param octal it takes bytes as octal escapes; else in base64
 * @param digest how it tells that bytes have arrived whole
 * @param jobControl its shell can leave SIGINT and SIGQUIT to what it starts
 */
record GuestTools(boolean hexadecimal, boolean octal, Digest digest, boolean jobControl) {
  private static final int WORD = 64;
  private static final int WORDS = 15;
  private static final int OCTAL_BYTES = 240;
  private static final int BASE64_BYTES = WORDS * WORD / 4 * 3;

  /** A check of bytes. */
  enum Digest {
    SHA256,
    MD5,
    ADLER32
  }

  /** Reads what the agent has found: encoder, decoder, digest, job control, folder, missing. */
  static GuestTools read(String found) throws GuestException {
    String[] words = found.strip().split(" +", -1);
    if (words.length < 5) {
      throw lacking("an answer that makes sense: the line to it garbles what it carries");
    }
    List<String> missing = new ArrayList<>(Arrays.asList(words).subList(5, words.length));
    if (words[0].equals("-")) {
      missing.add("base64, openssl, uuencode or od");
    }
    if (words[2].equals("-")) {
      missing.add("sha256sum, openssl, md5sum or od");
    }
    if (!missing.isEmpty()) {
      throw lacking(String.join(", nor ", missing));
    }
    if (!words[4].equals("+")) {
      throw lacking("folder to write in (/dev/shm, /run, /tmp, /var/tmp and its home were tried)");
    }
    Digest digest =
        switch (words[2]) {
          case "md5sum" -> Digest.MD5;
          case "od" -> Digest.ADLER32;
          default -> Digest.SHA256;
        };
    return new GuestTools(
        words[0].equals("od"), words[1].equals("printf"), digest, words[3].equals("1"));
  }

  private static GuestException lacking(String what) {
    return new GuestException(
        GuestException.Kind.UNSUPPORTED,
        "the guest has no " + what + ", which commands over its serial line need");
  }

  /** How many bytes a line to the guest carries. */
  int bytesPerLine() {
    return octal ? OCTAL_BYTES : BASE64_BYTES;
  }

  /** The lines for a guest, each below 1000 characters. */
  List<String> lines(byte[] bytes) {
    List<String> lines = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += bytesPerLine()) {
      byte[] some = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + bytesPerLine()));
      lines.add(octal ? octal(some) : words(Base64.getEncoder().encodeToString(some)));
    }
    return lines;
  }

  private static String octal(byte[] bytes) {
    StringBuilder line = new StringBuilder(4 * bytes.length);
    for (byte b : bytes) {
      line.append('\\');
      line.append((char) ('0' + (b >> 6 & 3)));
      line.append((char) ('0' + (b >> 3 & 7)));
      line.append((char) ('0' + (b & 7)));
    }
    return line.toString();
  }

  private static String words(String base64) {
    StringBuilder line = new StringBuilder(base64.length() + WORDS);
    for (int at = 0; at < base64.length(); at += WORD) {
      line.append(at == 0 ? "" : " ");
      line.append(base64, at, Math.min(base64.length(), at + WORD));
    }
    return line.toString();
  }

  /** The bytes of a guest's lines without blanks; empty where they are damaged. */
  Optional<byte[]> bytes(String characters) {
    try {
      return Optional.of(
          hexadecimal
              ? HexFormat.of().parseHex(characters)
              : Base64.getDecoder().decode(characters.getBytes(StandardCharsets.ISO_8859_1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** How many characters so many bytes take at most, without blanks. */
  int characters(int bytes) {
    return hexadecimal ? 2 * bytes : 4 * ((bytes + 2) / 3);
  }

  /** What the guest's tool prints of these bytes. */
  String digest(byte[] bytes) {
    return switch (digest) {
      case SHA256 -> hash("SHA-256", bytes);
      case MD5 -> hash("MD5", bytes);
      case ADLER32 -> {
        Adler32 sum = new Adler32();
        sum.update(bytes);
        yield (sum.getValue() >> 16) + ":" + (sum.getValue() & 0xffff);
      }
    };
  }

  private static String hash(String algorithm, byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
