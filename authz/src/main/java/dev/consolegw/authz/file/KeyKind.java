package dev.consolegw.authz.file;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of public keys that may sign in. */
enum KeyKind {
  ED25519("ssh-ed25519"),
  ECDSA_256("ecdsa-sha2-nistp256"),
  ECDSA_384("ecdsa-sha2-nistp384"),
  ECDSA_521("ecdsa-sha2-nistp521"),
  RSA("ssh-rsa"),
  SK_ED25519("sk-ssh-ed25519@openssh.com"),
  SK_ECDSA_256("sk-ecdsa-sha2-nistp256@openssh.com");

  private final String type;

  KeyKind(String type) {
    this.type = type;
  }

  /** As it stands in front of the base64 and inside it. */
  String type() {
    return type;
  }

  static Optional<KeyKind> of(String type) {
    return Arrays.stream(values()).filter(kind -> kind.type.equals(type)).findFirst();
  }

  /** Whether a word is meant as the kind of a key, known or not. */
  static boolean looksLikeOne(String word) {
    return word.startsWith("ssh-") || word.startsWith("ecdsa-") || word.startsWith("sk-");
  }

  static String all() {
    return Arrays.stream(values()).map(KeyKind::type).collect(Collectors.joining(", "));
  }
}
