package dev.consolegw.config.yaml;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.config.value.Cidr;
import dev.consolegw.config.value.Durations;
import dev.consolegw.config.value.FileMode;
import dev.consolegw.config.value.FilePattern;
import dev.consolegw.config.value.HostAddress;
import dev.consolegw.config.value.HostPort;
import dev.consolegw.config.value.LocalListen;
import dev.consolegw.config.value.Pace;
import dev.consolegw.config.value.Secret;
import dev.consolegw.config.value.Spelling;
import dev.consolegw.config.value.TelnetListen;
import dev.consolegw.config.value.Timespan;
import dev.consolegw.config.value.WebUrl;
import dev.consolegw.config.value.log.ExportAddress;
import dev.consolegw.config.value.log.SyslogAddress;
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
final class Scalars {
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}");

  private static final Map<Class<?>, Kind> KINDS =
      Map.ofEntries(
          Map.entry(String.class, new Kind("text", text -> text)),
          Map.entry(Secret.class, new Kind("text", Secret::new)),
          Map.entry(Integer.class, new Kind("1", Scalars::number)),
          Map.entry(Boolean.class, new Kind("false", Scalars::yesOrNo)),
          Map.entry(Path.class, new Kind("/path", Scalars::path)),
          Map.entry(Duration.class, new Kind("30s", Durations::parse)),
          Map.entry(Timespan.class, new Kind("0", Timespan::parse)),
          Map.entry(ByteSize.class, new Kind("64MiB", ByteSize::parse)),
          Map.entry(FilePattern.class, new Kind("/%name", FilePattern::parse)),
          Map.entry(FileMode.class, new Kind("0600", FileMode::parse)),
          Map.entry(Pace.class, new Kind("16B/20ms", Pace::parse)),
          Map.entry(HostPort.class, new Kind("127.0.0.1:0", HostPort::parse)),
          Map.entry(HostAddress.class, new Kind("127.0.0.1", HostAddress::parse)),
          Map.entry(LocalListen.class, new Kind("127.0.0.1:0", LocalListen::parse)),
          Map.entry(TelnetListen.class, new Kind("127.0.0.1:0", TelnetListen::parse)),
          Map.entry(ExportAddress.class, new Kind("file:/export", ExportAddress::parse)),
          Map.entry(SyslogAddress.class, new Kind("udp://127.0.0.1:514", SyslogAddress::parse)),
          Map.entry(WebUrl.class, new Kind("http://127.0.0.1", WebUrl::parse)),
          Map.entry(Cidr.class, new Kind("127.0.0.1/32", Cidr::parse)));

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
