package dev.consolegw.gateway.export;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.config.state.DirectoryName;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whom a log system has wanted, and since when: one epoch for each change of its patterns, so that
 * whom it wants anew is begun with from then on, however the change came, and whom it wanted before
 * goes on.
 *
 * @param all oldest first; at least one
 */
record ExportEpochs(List<Epoch> all) {
  /** Epochs that are remembered: of older ones it is forgotten that somebody was wanted. */
  static final int MOST = 16;

  private static final String SINCE = "since";

  /**
   * From one change of the patterns to the next.
   *
   * @param number one more than that of the epoch before
   */
  record Epoch(long number, Instant since, WantedConsoles wanted) {
    String line() {
      return Stream.concat(
                  Stream.of(SINCE, since.toString(), String.valueOf(number)),
                  wanted.patterns().map(DirectoryName::escape))
              .collect(Collectors.joining(" "))
          + '\n';
    }

    static Optional<Epoch> parse(String line) {
      var words = List.of(line.split(" ", -1));
      if (words.size() < 3 || !words.get(0).equals(SINCE) || !words.get(2).matches("\\d{1,9}")) {
        return Optional.empty();
      }
      try {
        var patterns =
            words.subList(3, words.size()).stream()
                .flatMap(word -> DirectoryName.unescape(word).stream())
                .toList();
        return Optional.of(
            new Epoch(
                Long.parseLong(words.get(2)),
                Instant.parse(words.get(1)),
                WantedConsoles.of(patterns)));
      } catch (DateTimeParseException damaged) {
        return Optional.empty();
      }
    }
  }

  /**
   * Goes on with what was read.
   *
   * @param before oldest first, as far as anything is known
   * @param wanted from now on
   */
  static ExportEpochs of(List<Epoch> before, WantedConsoles wanted, Instant now) {
    if (!before.isEmpty() && before.getLast().wanted().equals(wanted)) {
      return new ExportEpochs(List.copyOf(before));
    }
    var all = new ArrayList<>(before.subList(Math.max(0, before.size() - MOST + 1), before.size()));
    all.add(new Epoch(before.isEmpty() ? 0 : before.getLast().number() + 1, now, wanted));
    return new ExportEpochs(List.copyOf(all));
  }

  Epoch newest() {
    return all.getLast();
  }

  /** The epoch since which a server is wanted without a break; nothing if it is not. */
  Optional<Epoch> begin(ConsoleRef server) {
    var begin = Optional.<Epoch>empty();
    for (var epoch : all.reversed()) {
      if (!epoch.wanted().wants(server)) {
        return begin;
      }
      begin = Optional.of(epoch);
    }
    return begin;
  }

  /** Whether what was noted of a console still holds, by its server's name of today. */
  boolean hold(CursorFile.Cursor note, ConsoleRef server) {
    if (note.epoch() >= newest().number()) {
      return true;
    }
    long begin = begin(server).map(Epoch::number).orElse(Long.MAX_VALUE);
    return begin <= note.epoch() + (note.isWanted() || note.isOwed() ? 1 : 0);
  }
}
