package dev.consolegw.authz.file;

import dev.consolegw.authz.SshKey;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** One line of an authorized_keys file, as sshd(8) describes it, that holds a key. */
final class KeyLine {
  /** In characters; an RSA key of 16384 bits takes 2800. */
  static final int LIMIT = 8192;

  private final String text;
  private int at;

  private KeyLine(String text) {
    this.text = text;
  }

  /** Whether there is nothing to read in the line. */
  static boolean isComment(String line) {
    return line.isBlank() || line.strip().startsWith("#");
  }

  /** Whether another format starts here, perhaps a private key, of which nothing may be shown. */
  static boolean isForeignFile(String line) {
    return line.startsWith("---");
  }

  /** Reads the key; what follows it is a comment. */
  static SshKey parse(String line) throws KeyMistake {
    if (line.length() > LIMIT) {
      throw new KeyMistake("the line is longer than %d characters; cut it".formatted(LIMIT));
    }
    return new KeyLine(line.strip()).key();
  }

  private SshKey key() throws KeyMistake {
    String first = word();
    var kind = KeyKind.of(first);
    if (kind.isEmpty()) {
      throw notAKind(first);
    }
    String base64 = word();
    if (base64.isEmpty()) {
      throw new KeyMistake(
          "nothing follows '%s'; copy the whole line of the .pub file".formatted(first));
    }
    byte[] blob;
    try {
      blob = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException notBase64) {
      throw new KeyMistake(
          "what follows '%s' is no base64; copy the whole line of the .pub file".formatted(first));
    }
    KeyBlob.check(kind.get(), blob);
    return SshKey.of(first, blob);
  }

  private KeyMistake notAKind(String first) {
    if (isForeignFile(text)) {
      return new KeyMistake(
          "this is no authorized_keys line but the start of a PEM or SSH2 file; copy the line of"
              + " the .pub file");
    }
    if (first.equals("ssh-dss")) {
      return new KeyMistake(
          "DSA keys are refused, they are too weak; make a key with: ssh-keygen -t ed25519");
    }
    if (first.endsWith("-cert-v01@openssh.com")) {
      return new KeyMistake(
          KeyMistake.shown(first) + " is a certificate; copy the line of the plain .pub file");
    }
    at = 0;
    Set<String> options = options();
    if (first.indexOf('"') >= 0 || KeyKind.looksLikeOne(word())) {
      return new KeyMistake(
          ("the gateway would not enforce what stands before the key: %s;"
                  + " take it out, or the whole line")
              .formatted(
                  options.stream().map(KeyMistake::shown).collect(Collectors.joining(", "))));
    }
    // Anything else may be a line of a private key, so it is not shown.
    String named = KeyKind.looksLikeOne(first) ? KeyMistake.shown(first) : "the first word";
    return new KeyMistake(
        "%s is no kind of key that is accepted; write one of %s".formatted(named, KeyKind.all()));
  }

  /** The next run of characters without blanks; empty at the end. */
  private String word() {
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
    int start = at;
    while (at < text.length() && !isBlank(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  /** Names of the options up to the first blank outside quotes: {@code no-pty,command="a b"}. */
  private Set<String> options() {
    var names = new LinkedHashSet<String>();
    boolean quoted = false;
    int start = at;
    while (at < text.length() && (quoted || !isBlank(text.charAt(at)))) {
      char c = text.charAt(at);
      boolean escaped = c == '"' && at > 0 && text.charAt(at - 1) == '\\';
      quoted ^= c == '"' && !escaped;
      if (c == ',' && !quoted) {
        names.add(nameOf(text.substring(start, at)));
        start = at + 1;
      }
      at++;
    }
    names.add(nameOf(text.substring(start, at)));
    return names;
  }

  private static String nameOf(String option) {
    int equals = option.indexOf('=');
    return equals < 0 ? option : option.substring(0, equals);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
