package dev.consolegw.gateway.shell.signin;

import dev.consolegw.config.value.Secret;
import dev.consolegw.gateway.shell.guest.GuestException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * An account of a guest, and its password where it has one. Two are equal with the same account and
 * the same password; they are compared by a keyed hash, whose key lives as long as the process.
 * Shown without the password.
 */
public final class Credentials {
  /** The longest account, in bytes of UTF-8. */
  public static final int ACCOUNT = 256;

  /** The longest password, in bytes of UTF-8. A terminal takes no line longer than 4095. */
  public static final int PASSWORD = 1024;

  private static final String HASH = "HmacSHA256";
  private static final SecretKeySpec KEY = key();

  private final String account;
  private final Optional<Secret> password;
  private final byte[] hash;

  private Credentials(String account, Optional<Secret> password) {
    this.account = account;
    this.password = password;
    this.hash = hash(account, password);
  }

  /**
   * Takes what can be typed at a guest.
   *
   * @throws GuestException when something of it would be another key than a letter, or is too long
   */
  public static Credentials of(String account, Optional<Secret> password) throws GuestException {
    check("account", account, ACCOUNT);
    if (account.isEmpty()) {
      throw refused("no account of the guest is named");
    }
    if (account.startsWith("-") || account.codePoints().anyMatch(Character::isWhitespace)) {
      throw refused("an account of a guest begins with no minus and holds no blank");
    }
    if (password.isPresent()) {
      check("password", password.get().value(), PASSWORD);
    }
    return new Credentials(account, password);
  }

  private static void check(String what, String text, int longest) throws GuestException {
    if (text.getBytes(StandardCharsets.UTF_8).length > longest) {
      throw refused("the guest's %s has more than %,d bytes".formatted(what, longest));
    }
    if (text.codePoints().anyMatch(Credentials::isNoLetter)) {
      throw refused(
          "the guest's %s holds a control character, or bytes that are no UTF-8; neither is typed at a console"
              .formatted(what));
    }
  }

  private static boolean isNoLetter(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> point == 0xFFFD; // stands for what was no UTF-8
    };
  }

  private static GuestException refused(String sentence) {
    return new GuestException(GuestException.Kind.REFUSED, sentence);
  }

  public String account() {
    return account;
  }

  /** Empty where none is known; a guest may ask for none. */
  Optional<Secret> password() {
    return password;
  }

  private static SecretKeySpec key() {
    var salt = new byte[32];
    new SecureRandom().nextBytes(salt);
    return new SecretKeySpec(salt, HASH);
  }

  private static byte[] hash(String account, Optional<Secret> password) {
    try {
      var mac = Mac.getInstance(HASH);
      mac.init(KEY);
      mac.update(account.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) (password.isPresent() ? 1 : 0));
      return mac.doFinal(password.map(Secret::value).orElse("").getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Credentials that && MessageDigest.isEqual(hash, that.hash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hash);
  }

  @Override
  public String toString() {
    return account + (password.isPresent() ? " with a password" : "");
  }
}
