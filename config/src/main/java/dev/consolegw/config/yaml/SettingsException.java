package dev.consolegw.config.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with every mistake in it. Exit code 78. */
public final class SettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problems.Problem> problems;

  /** Makes one whose message has a line for each problem. */
  public SettingsException(List<Problems.Problem> problems) {
    super(problems.stream().map(Problems.Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** All of them, in the order of the file. */
  public List<Problems.Problem> problems() {
    return problems;
  }
}
