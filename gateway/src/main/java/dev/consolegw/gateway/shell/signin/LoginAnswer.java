package dev.consolegw.gateway.shell.signin;

import java.util.List;
import java.util.Locale;

/**
 * What a guest says when it lets nobody in, by words that its lines hold. Only asked when it is
 * known that it did not: the words may stand in any greeting.
 */
enum LoginAnswer {
  EXPIRED("the account of the guest has expired", "account has expired", "account expired"),
  MUST_CHANGE(
      "the guest wants the account's password changed; sign in at its console and do so",
      "must change your password",
      "required to change your password",
      "changing password for",
      "password has expired",
      "password expired"),
  LOCKED(
      "the guest has locked the account",
      "account is locked",
      "account locked",
      "account has been locked",
      "account is disabled"),
  NO_SHELL(
      "the guest gives the account no shell",
      "account is currently not available",
      "no login shell",
      "not allowed to log in",
      "cannot execute",
      "no shell"),
  NOBODY(
      "the guest lets nobody sign in now",
      "system is booting up",
      "going down",
      "not permitted to log in",
      "logins are disabled",
      "/etc/nologin"),
  TOO_MANY("too many are signed in at the guest", "too many logins"),
  TIMED_OUT("the guest waited no longer for the password", "login timed out", "timed out after"),
  WRONG("the guest refused the account or its password");

  private final String sentence;

  @SuppressWarnings("ImmutableEnumChecker") // by List.of
  private final List<String> words;

  LoginAnswer(String sentence, String... words) {
    this.sentence = sentence;
    this.words = List.of(words);
  }

  String sentence() {
    return sentence;
  }

  /** Which of them it is; {@link #WRONG} when no word tells. */
  static LoginAnswer of(ShownText text) {
    for (var answer : values()) {
      for (var line : text.all()) {
        var lower = line.toLowerCase(Locale.ROOT);
        if (answer.words.stream().anyMatch(lower::contains)) {
          return answer;
        }
      }
    }
    return WRONG;
  }
}
