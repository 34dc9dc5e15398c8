package dev.consolegw.gateway;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.command.line.Misuse;
import dev.consolegw.gateway.ops.LogStream;
import dev.consolegw.gateway.ops.OutOfMemory;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Nothing that can be typed wrongly, at any command, is answered in the words of the library that
 * reads it.
 */
@Tag("slow")
class CommandLinesTest {
  /** Words of the library's own sentences. */
  private static final List<String> FOREIGN =
      List.of(
          "Unknown option",
          "Unmatched",
          "argument",
          "Missing required",
          "parameter",
          "index 0",
          "Invalid value",
          "should be specified",
          "mutually exclusive",
          "Possible solutions",
          "positional",
          "Expected",
          "java.",
          "null",
          "subcommand",
          "Did you mean",
          "<",
          "ssh NAME");

  private static CommandLine gateway() {
    @CommandLine.Command(name = "ssh NAME@gateway")
    final class All {}
    var line = new CommandLine(new All());
    CommandTable.all().forEach((name, kind) -> line.addSubcommand(name, kind.get()));
    return Misuse.withHelp(line);
  }

  private static CommandLine program() {
    return Main.commandLine(
        new LogStream(new ByteArrayOutputStream(), Clock.systemUTC()),
        new OutOfMemory(70, _ -> {}, _ -> {}));
  }

  static Stream<String> commands() {
    return Stream.concat(
        paths(gateway().getCommandSpec()).map("ssh "::concat),
        paths(program().getCommandSpec()).map("console-gw "::concat));
  }

  private static Stream<String> paths(CommandSpec spec) {
    return spec.subcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .flatMap(sub ->
            Stream.concat(
                Stream.of(sub.name()), paths(sub).map(below -> sub.name() + ' ' + below)));
  }

  /** Every way to write a command wrongly that its own options allow, and some more. */
  private static List<List<String>> garbage(CommandSpec spec) {
    var all =
        new ArrayList<>(
            List.of(
                List.of("--no-such-option"),
                List.of("-Z"),
                List.of("--no-such-option=1"),
                List.of("a", "b", "c", "d"),
                List.of("--", "a", "b", "c", "d"),
                List.of("nonsense\033[2J"),
                List.<String>of()));
    for (var option : spec.options()) {
      var name = option.longestName();
      if (!option.usageHelp() && !option.versionHelp()) {
        all.add(List.of(name));
        all.add(List.of(name + "=", "x"));
        all.add(List.of(name, "no-number", name, "no-number"));
        all.add(List.of(name + "=no-number"));
        all.add(List.of(name + "=99999999999999999999"));
        spec.options().stream()
            .filter(other -> !other.equals(option))
            .map(OptionSpec::longestName)
            .forEach(other -> all.add(List.of(name, "1", other, "1", "x")));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void whatIsNotUnderstoodIsOneSentenceOfOurs(String command) {
    var path = new ArrayList<>(List.of(command.split(" ")));
    var root = path.removeFirst();
    var spec = (root.equals("ssh") ? gateway() : program()).getCommandSpec();
    for (var word : path) {
      spec = requireNonNull(spec.subcommands().get(word)).getCommandSpec();
    }
    for (var words : garbage(spec)) {
      var line = new ArrayList<>(path);
      line.addAll(words);
      try {
        (root.equals("ssh") ? gateway() : program()).parseArgs(line.toArray(String[]::new));
      } catch (ParameterException mistake) {
        var sentence = Misuse.sentence(mistake, root.equals("ssh") ? "" : root + ' ');
        assertThat(sentence)
            .as("%s %s", root, line)
            .doesNotContain(FOREIGN)
            .doesNotContain(String.valueOf(mistake.getMessage()))
            .matches("\\P{Cntrl}{10,}");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsItself(String command) {
    var path = new ArrayList<>(List.of(command.split(" ")));
    var line = path.removeFirst().equals("ssh") ? gateway() : program();
    path.add("--help");

    var parsed = line.parseArgs(path.toArray(String[]::new));
    while (parsed.hasSubcommand()) {
      parsed = parsed.subcommand();
    }

    assertThat(parsed.isUsageHelpRequested()).isTrue();
  }

  @Test
  void theProgramSaysWhatIsWrongInOneLine() {
    Map.of(
            "demo --config x",
            "demo has no option --config; `console-gw demo --help` shows how it is written",
            "serve extra",
            "serve takes no extra here; `console-gw serve --help` shows how it is written",
            "serve --config",
            "--config needs a value behind it, FILE; `console-gw serve --help` shows how it is"
                + " written",
            "nonsense",
            "there is no command nonsense; `console-gw help` lists what there is",
            "help nonsense",
            "there is no command nonsense; `console-gw help` lists what there is",
            "",
            "console-gw needs a command, one of check, connect, demo, help, serve; `console-gw"
                + " help` lists what there is",
            "connect",
            "say where: either NAME|UUID or --url URL")
        .forEach((typed, sentence) -> {
          var err = new StringWriter();
          int status =
              program()
                  .setErr(new PrintWriter(err))
                  .execute(typed.isEmpty() ? new String[0] : typed.split(" "));
          assertThat(err.toString()).isEqualTo("console-gw: " + sentence + "\n");
          assertThat(status).isEqualTo(64);
        });
  }

  @Test
  void demoHasNoConfigurationToName() {
    var options = requireNonNull(program().getSubcommands().get("demo")).getCommandSpec();
    assertThat(options.findOption("--config")).isNull();
  }
}
