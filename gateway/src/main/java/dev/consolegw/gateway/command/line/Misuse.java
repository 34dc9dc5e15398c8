package dev.consolegw.gateway.command.line;

import dev.consolegw.gateway.terminal.Printable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what is wrong with a command line, and what to write instead. Picocli finds the mistake; of
 * its words none is used. No state: any thread.
 */
public final class Misuse {
  private Misuse() {}

  /** A mistake that a command finds in its own options, with a sentence of its own. */
  public static final class Told extends ParameterException {
    private static final long serialVersionUID = 1L;

    /** The sentence may quote what was typed. */
    public Told(CommandLine command, String sentence) {
      super(command, sentence);
    }
  }

  /** Gives a command and all below it {@code --help} and {@code -h}, unless they have them. */
  public static CommandLine withHelp(CommandLine command) {
    var spec = command.getCommandSpec();
    if (spec.findOption("--help") == null) {
      spec.addOption(
          OptionSpec.builder("-h", "--help").usageHelp(true).description("Shows this.").build());
    }
    command.getSubcommands().values().forEach(Misuse::withHelp);
    return command;
  }

  /**
   * One sentence, safe to show.
   *
   * @param program what stands in front of every command, with a blank; empty when nothing does
   */
  public static String sentence(ParameterException mistake, String program) {
    var spec = mistake.getCommandLine().getCommandSpec();
    var see = see(spec, program);
    return switch (mistake) {
      case Told told -> Printable.of(String.valueOf(told.getMessage())).toString();
      case UnmatchedArgumentException unmatched -> unmatched(spec, unmatched.getUnmatched(), see);
      case MissingParameterException missing -> missing(spec, missing.getMissing(), see);
      case OverwrittenOptionException twice ->
          "%s is given twice; write it once".formatted(name(twice.getOverwritten()));
      case MutuallyExclusiveArgsException _ -> exclusive(spec, see);
      case MaxValuesExceededException _ -> "%s has too many words; %s".formatted(title(spec), see);
      default -> wrong(spec, mistake, see);
    };
  }

  private static String unmatched(CommandSpec spec, List<String> words, String see) {
    var word = words.isEmpty() ? "" : words.getFirst();
    var shown = Printable.of(word).asValue();
    if (word.startsWith("-") && word.length() > 1) {
      var behind =
          spec.positionalParameters().isEmpty()
              ? ""
              : "; what begins with - and is no option stands behind --";
      return "%s has no option %s%s; %s".formatted(title(spec), shown, behind, see);
    }
    if (!spec.subcommands().isEmpty()) {
      return "there is no command %s; %s".formatted(shown, see);
    }
    return "%s takes no %s here; %s".formatted(title(spec), shown, see);
  }

  private static String missing(CommandSpec spec, List<ArgSpec> missing, String see) {
    var first = missing.isEmpty() ? null : missing.getFirst();
    if (first instanceof OptionSpec option && (!option.required() || option.group() != null)) {
      return "%s needs a value behind it, %s; %s"
          .formatted(option.longestName(), option.paramLabel(), see);
    }
    if (first == null) {
      return spec.subcommands().isEmpty()
          ? "something is missing; " + see
          : "%s needs a command, one of %s; %s".formatted(title(spec), commands(spec), see);
    }
    var all =
        missing.stream()
            .map(one ->
                one instanceof OptionSpec option
                    ? option.longestName() + ' ' + option.paramLabel()
                    : one.paramLabel())
            .collect(Collectors.joining(" and "));
    return "%s needs %s; %s".formatted(title(spec), all, see);
  }

  private static String exclusive(CommandSpec spec, String see) {
    var names =
        spec.argGroups().stream()
            .filter(CommandLine.Model.ArgGroupSpec::exclusive)
            .flatMap(group -> group.args().stream())
            .map(Misuse::name)
            .collect(Collectors.joining(", "));
    return "of %s only one may be given; %s".formatted(names, see);
  }

  /** A value that cannot be read, or one where none belongs. */
  private static String wrong(CommandSpec spec, ParameterException mistake, String see) {
    var what = mistake.getArgSpec();
    var value = mistake.getValue();
    var typed = value == null ? "" : Printable.of(value.toString()).asValue();
    if (what == null && value == null) {
      return missing(spec, List.of(), see);
    }
    if (what == null) {
      return spec.subcommands().isEmpty()
          ? "%s is not written so; %s".formatted(title(spec), see)
          : "there is no command %s; %s".formatted(typed, see);
    }
    if (what instanceof OptionSpec option && option.arity().max() == 0) {
      return "%s takes no value; write it alone".formatted(option.longestName());
    }
    return "%s takes %s, and not %s; %s".formatted(name(what), kind(what.type()), typed, see);
  }

  private static String kind(Class<?> type) {
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "a whole number";
    }
    return type == double.class || type == Double.class ? "a number" : "another value";
  }

  private static String name(ArgSpec what) {
    return what instanceof OptionSpec option ? option.longestName() : what.paramLabel();
  }

  private static String commands(CommandSpec spec) {
    return spec.subcommands().entrySet().stream()
        .filter(one -> !one.getValue().getCommandSpec().usageMessage().hidden())
        .map(Map.Entry::getKey)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** The words that lead to a command, without the program's own. */
  private static String title(CommandSpec spec) {
    return spec.parent() == null ? spec.name() : path(spec);
  }

  private static String path(CommandSpec spec) {
    var parent = spec.parent();
    return parent == null || parent.parent() == null
        ? spec.name()
        : path(parent) + ' ' + spec.name();
  }

  private static String see(CommandSpec spec, String program) {
    return spec.parent() == null
        ? "`%shelp` lists what there is".formatted(program)
        : "`%s%s --help` shows how it is written".formatted(program, path(spec));
  }
}
