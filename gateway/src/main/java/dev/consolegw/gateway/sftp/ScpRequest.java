package dev.consolegw.gateway.sftp;

import dev.consolegw.gateway.command.line.MisuseException;
import dev.consolegw.gateway.command.line.Reading;
import java.util.List;

/**
 * What an old {@code scp} (before OpenSSH 9.0, or with {@code -O}) runs on the far side, which
 * nobody types.
 *
 * @param fetches {@code -f}: files are to be sent; else {@code -t}, they are to be taken
 * @param folders {@code -r}
 * @param times {@code -p}: times are wanted, too
 * @param paths what is wanted, as it would be without a shell
 */
record ScpRequest(boolean fetches, boolean folders, boolean times, List<String> paths) {
  static final String COMMAND = "scp";

  /** Of these nothing changes for the far side: {@code -v}, {@code -d}, {@code -q}. */
  private static final String INDIFFERENT = "vdq";

  private static final String WILDCARDS = "*?[";

  static boolean isMeant(String line) {
    return line.equals(COMMAND) || line.startsWith(COMMAND + ' ');
  }

  static ScpRequest parse(String line) throws MisuseException {
    var _ = Reading.command(line); // it has a bound
    var words = new Reading.Words().words(line);
    var letters = new StringBuilder();
    int at = 1;
    while (at < words.size() && words.get(at).startsWith("-") && words.get(at).length() > 1) {
      var word = words.get(at++);
      if (word.equals(Reading.END)) {
        break;
      }
      letters.append(word, 1, word.length());
    }
    var all = letters.toString();
    boolean known = all.chars().allMatch(c -> ("ftrp" + INDIFFERENT).indexOf(c) >= 0);
    boolean fetches = all.indexOf('f') >= 0;
    if (!known || fetches == all.indexOf('t') >= 0) {
      throw new MisuseException(
          "scp runs on your side: scp -O 'web1@gateway:/console.log' . fetches the output");
    }
    return new ScpRequest(
        fetches,
        all.indexOf('r') >= 0,
        all.indexOf('p') >= 0,
        List.copyOf(words.subList(at, words.size())));
  }

  /** Whether a shell would look for files that fit. */
  static boolean hasWildcard(String path) {
    return path.chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0);
  }
}
