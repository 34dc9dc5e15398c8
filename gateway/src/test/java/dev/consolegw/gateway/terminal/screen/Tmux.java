package dev.consolegw.gateway.terminal.screen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A tmux of its own, with one pane of some size, that shows what it is fed. */
final class Tmux implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  /** What tmux tells about a pane, beside its cells. */
  private static final String STATE =
      "x=#{cursor_x} y=#{cursor_y} visible=#{cursor_flag} insert=#{insert_flag}"
          + " cursor-keys=#{keypad_cursor_flag} keypad=#{keypad_flag} motion=#{mouse_all_flag}"
          + " drags=#{mouse_button_flag} buttons=#{mouse_standard_flag} sgr=#{mouse_sgr_flag}"
          + " origin=#{origin_flag} top=#{scroll_region_upper} bottom=#{scroll_region_lower}"
          + " wrap=#{wrap_flag} alternate=#{alternate_on}";

  private static final String SETTINGS =
      """
      set -g status off
      set -g history-limit 0
      set -g remain-on-exit on
      set -g escape-time 0
      set -s exit-empty off
      """;

  /**
   * Shows a file and asks the terminal how it is: when it answers, it has drawn all that came
   * before. It may have been asked other things in the file.
   */
  private static final String FEED =
      """
      stty raw -echo
      cat "$1"
      printf '\\033[5n'
      while IFS= read -r -d n answer; do
        case $answer in *$'\\033[0') break ;; esac
      done
      tmux -S "$2" wait-for -S "$3"
      exec sleep infinity
      """;

  private final Path folder;
  private final Path socket;
  private int fed;

  Tmux(int rows, int columns) throws IOException {
    folder = Files.createTempDirectory("tmux");
    socket = folder.resolve("socket");
    Files.writeString(folder.resolve("settings"), SETTINGS);
    Files.writeString(folder.resolve("feed"), FEED);
    run("new-session", "-d", "-x", "" + columns, "-y", "" + rows, "sleep infinity");
  }

  /** A line of the pane's state, then its rows, with SGR where the style changes. */
  String screen(byte[] bytes) throws IOException {
    fed++;
    var shown = Files.write(folder.resolve("shown"), bytes);
    var channel = "fed" + fed;
    var feed = "bash %s/feed %s %s %s".formatted(folder, shown, socket, channel);
    run("respawn-pane", "-k", feed, ";", "wait-for", channel);
    return run("display-message", "-p", STATE, ";", "capture-pane", "-p", "-e", "-N");
  }

  private String run(String... arguments) throws IOException {
    var command = new ArrayList<>(List.of("tmux", "-u", "-S", socket.toString()));
    command.addAll(List.of("-f", folder.resolve("settings").toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("out").toFile());
    builder.environment().remove("TMUX");
    builder.environment().put("LC_ALL", "C.UTF-8");
    var process = builder.start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException("tmux failed: " + Files.readString(folder.resolve("out")));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
    return new String(Files.readAllBytes(folder.resolve("out")), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    run("kill-server");
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}
