package dev.consolegw.config.yaml;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.config.value.HostPort;
import dev.consolegw.config.value.Pace;
import dev.consolegw.config.value.Secret;
import dev.consolegw.config.value.Spelling;
import java.lang.invoke.MethodType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The kinds of settings that are written as one piece of text, and how each is read. */
public final class Scalars {
  /** A century: more would not fit into nanoseconds. */
  private static final Duration MAX_DURATION = Duration.ofDays(36_500);

  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}");

  private static final Map<Class<?>, Kind> KINDS =
      Map.of(
          String.class, new Kind("text", text -> text),
          Secret.class, new Kind("text", Secret::new),
          Integer.class, new Kind("1", Scalars::number),
          Boolean.class, new Kind("false", Scalars::yesOrNo),
          Path.class, new Kind("/path", Scalars::path),
          Duration.class, new Kind("30s", Scalars::duration),
          ByteSize.class, new Kind("64MiB", ByteSize::parse),
          Pace.class, new Kind("16B/20ms", Pace::parse),
          HostPort.class, new Kind("127.0.0.1:0", HostPort::parse));

  /**
   * One kind.
   *
   * @param example stands in for a value that could not be read, until the problems are reported
   * @param parser throws IllegalArgumentException with a sentence for the person who wrote it
   */
  record Kind(String example, Function<String, Object> parser) {}

  private Scalars() {}

  /** How values of a type are read, if they are written as one text. */
  static Optional<Kind> kind(Class<?> type) {
    return type.isEnum()
        ? Optional.of(ofEnum(type.getEnumConstants()))
        : Optional.ofNullable(KINDS.get(MethodType.methodType(type).wrap().returnType()));
  }

  /** Reads {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h} or {@code 30d}; never zero. */
  public static Duration duration(String text) {
    var form = DURATION.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          Spelling.quote(text)
              + " is no duration; write a number and a unit, such as 500ms, 30s, 5m, 2h or 30d");
    }
    long count = Long.parseLong(form.group(1));
    Duration unit =
        switch (form.group(2)) {
          case "ms" -> Duration.ofMillis(1);
          case "s" -> Duration.ofSeconds(1);
          case "m" -> Duration.ofMinutes(1);
          case "h" -> Duration.ofHours(1);
          default -> Duration.ofDays(1);
        };
    if (count == 0 || count > MAX_DURATION.dividedBy(unit)) {
      throw new IllegalArgumentException(
          Spelling.quote(text) + " is out of range; write more than 0 and at most 36500d");
    }
    return unit.multipliedBy(count);
  }

  private static Integer number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new IllegalArgumentException(
          Spelling.quote(text) + " is no number; write digits only, at most nine");
    }
    return Integer.valueOf(text);
  }

  private static Boolean yesOrNo(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              Spelling.quote(text) + " is neither; write true or false");
    };
  }

  private static Path path(String text) {
    try {
      if (!text.isBlank()) {
        return Path.of(text);
      }
    } catch (InvalidPathException _) {
      // Answered below, in our own words.
    }
    throw new IllegalArgumentException(
        Spelling.quote(text) + " is no path; write one such as /path");
  }

  private static Kind ofEnum(Object[] constants) {
    Map<String, Object> words =
        Arrays.stream(constants).collect(toMap(c -> Spelling.kebab(c.toString()), c -> c));
    String all =
        Arrays.stream(constants).map(c -> Spelling.kebab(c.toString())).collect(joining(", "));
    return new Kind(
        Spelling.kebab(constants[0].toString()),
        text -> {
          var constant = words.get(text);
          if (constant == null) {
            throw new IllegalArgumentException(
                Spelling.quote(text) + " is not known here; write one of " + all);
          }
          return constant;
        });
  }
}
