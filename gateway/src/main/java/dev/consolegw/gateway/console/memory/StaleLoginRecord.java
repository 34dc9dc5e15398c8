package dev.consolegw.gateway.console.memory;

import dev.consolegw.authz.Person;
import dev.consolegw.config.Settings.Leaving;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Somebody typed at a console, and no login prompt was seen since.
 *
 * @param address where they came from
 * @param policy what is to happen when they have left
 * @param at when they left; when they began to type, as long as they have not
 */
record StaleLoginRecord(Person person, String address, Leaving policy, Instant at, State state) {

  /** How far it went. */
  enum State {
    WRITES,
    LEFT,
    /** Left, and the console has to be reset as soon as there is one. */
    RESET_DUE,
    /** Left, and the console was reset. */
    RESET
  }

  StaleLoginRecord with(State next) {
    return new StaleLoginRecord(person, address, policy, at, next);
  }

  /** The last writer left. Empty where nobody wants to know. */
  Optional<StaleLoginRecord> left(Instant now) {
    return switch (policy) {
      case KEEP -> Optional.empty();
      case WARN -> Optional.of(new StaleLoginRecord(person, address, policy, now, State.LEFT));
      case RESET ->
          Optional.of(new StaleLoginRecord(person, address, policy, now, State.RESET_DUE));
    };
  }

  /** One line of text, for a file. */
  String line() {
    return String.join(
        " ",
        String.valueOf(at.toEpochMilli()),
        state.name().toLowerCase(Locale.ROOT),
        policy.name().toLowerCase(Locale.ROOT),
        written(address),
        written(person.source()),
        written(person.name()),
        written(person.id()));
  }

  private static String written(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Reads such a line; empty for anything else. */
  static Optional<StaleLoginRecord> parse(String line) {
    var words = line.lines().findFirst().orElse("").split(" ", -1);
    if (words.length != 7) {
      return Optional.empty();
    }
    try {
      var text =
          Arrays.stream(words, 3, 7)
              .map(word -> URLDecoder.decode(word, StandardCharsets.UTF_8))
              .toList();
      return Optional.of(
          new StaleLoginRecord(
              new Person(text.get(1), text.get(2), text.get(3)),
              text.get(0),
              Leaving.valueOf(words[2].toUpperCase(Locale.ROOT)),
              Instant.ofEpochMilli(Long.parseLong(words[0])),
              State.valueOf(words[1].toUpperCase(Locale.ROOT))));
    } catch (IllegalArgumentException garbage) {
      return Optional.empty();
    }
  }
}
