package dev.consolegw.gateway.shell.posix;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is put into a guest: a line for its prompt that reads a script, and that script. */
final class Agent {
  /** Less than a guest takes in a line (4095), and less than what some wires take at once. */
  static final int LONGEST_LINE = 1000;

  private static final String TERMINAL =
      "stty -echo icanon -opost -ixon -ixoff -isig -iexten -tostop icrnl -inlcr -igncr -istrip;"
          + "stty eof ^- eol ^- erase ^- kill ^-";

  private static final String LOADER =
      "s=;p=;{ sleep 60&&kill $$;}&w=$!;k=$(printf \"\\003\\003\\003\");N=$(printf"
          + " \"\\nx\");N=${N%x};printf \"@%s%s go\\n\" HEAD TAIL;while IFS= read -r l;do printf"
          + " \"@%s%s =%s\\n\" HEAD TAIL \"$l\";case $l in *\"$k\"*)break;;+*)s=$s$(printf %b"
          + " \"$p\")$N;;esac;p=${l#?};[ \"$p\" = . ]&&break;done;S=HEADTAIL;[ \"$p\" = . ]&&{ kill"
          + " $w;eval \"$s\";}";

  private static final byte[] END = "\n\003\003\003\n".getBytes(StandardCharsets.US_ASCII);

  private Agent() {}

  /** What ends it wherever it is. */
  static byte[] end() {
    return END.clone();
  }

  /**
   * What is typed at a prompt: any shell will do. It holds the mark in two halves only, so that its
   * echo is none of our lines. When the script ends, the terminal is as it was. Three times Ctrl-C
   * and Enter end it wherever it is, and so does a minute without a word before it runs.
   *
   * @param insteadOfShell it takes the place of the shell: when it has ended, whatever ended it,
   *     the account is signed in no more
   */
  static String typed(String mark, boolean insteadOfShell) {
    String line =
        (insteadOfShell ? " exec" : "")
            + " sh -c 'K=$(stty -g);"
            + TERMINAL
            + ";sh -c \"$0\";stty $K;printf \"@%s%s z\\n\" HEAD TAIL' '"
            + LOADER
            + "'";
    int half = mark.length() / 2;
    return line.replace("HEADTAIL", "\"" + mark.substring(0, half) + "\"" + mark.substring(half))
        .replace("HEAD", mark.substring(0, half))
        .replace("TAIL", mark.substring(half));
  }

  /**
   * The script as the arguments of printf's %b that the loader takes, without comments.
   *
   * @param folder the name of the folder that it makes for itself
   */
  static List<String> script(String folder) {
    List<String> packed = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String one : ("F=" + folder + "\n" + source()).lines().toList()) {
      String escaped = one.replace("\\", "\\\\");
      if (line.length() + escaped.length() + 4 > LONGEST_LINE) {
        packed.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : "\\n").append(escaped);
    }
    packed.add(line.toString());
    return packed;
  }

  private static String source() {
    try (InputStream in = Agent.class.getResourceAsStream("agent.sh")) {
      if (in == null) {
        throw new IllegalStateException("agent.sh is not there");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
