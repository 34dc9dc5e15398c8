package dev.consolegw.gateway.directory.vspc;

import dev.consolegw.config.state.StateFile;
import dev.consolegw.gateway.directory.ConsoleId;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports that are known, over a restart: a line each, of words that are written as in a URL, as
 * is nothing where there is none. Waits for the disk; one thread at a time.
 */
final class KnownVmFile {
  private static final String FIRST_LINE = "console-gw vspc 1";
  private static final int LARGEST = 64 << 20;
  private static final int WORDS = 7; // and one more where there is a port for clients
  private static final Logger log = LoggerFactory.getLogger(KnownVmFile.class);

  private final StateFile file;
  private final InstantSource ages;
  private final InstantSource dates;

  /**
   * @param ages the time that nobody sets, which the ports are kept in
   * @param dates the wall clock, which the file is written in
   */
  KnownVmFile(Path path, InstantSource ages, InstantSource dates) {
    this.file = new StateFile(path);
    this.ages = ages;
    this.dates = dates;
  }

  /** What is there; lines that are not ours are left out. None of them is connected now. */
  List<KnownVm> read() throws IOException {
    var bytes = file.read(LARGEST);
    var known = new ArrayList<KnownVm>();
    var lines = new String(bytes.orElse(new byte[0]), StandardCharsets.US_ASCII).lines().toList();
    if (lines.isEmpty()) {
      return known;
    }
    if (!lines.getFirst().equals(FIRST_LINE)) {
      log.warn("event=vspc-known-unread cause=\"the file is not of this version\"");
      return known;
    }
    lines.stream().skip(1).forEach(line -> vm(line).ifPresent(known::add));
    return known;
  }

  private Optional<KnownVm> vm(String line) {
    var words = line.split(" ", -1);
    if (words.length != WORDS && words.length != WORDS + 1) {
      return Optional.empty();
    }
    try {
      boolean was = words[0].equals("connected");
      var date = Instant.ofEpochSecond(Long.parseLong(words[1]));
      var ago = Duration.between(date, dates.instant());
      var seen = was || ago.isNegative() ? ages.instant() : ages.instant().minus(ago);
      return Optional.of(
          new KnownVm(
              new ConsoleId(VspcDirectory.NAME, read(words[2]), read(words[3])),
              read(words[4]),
              read(words[5]),
              read(words[6]),
              false,
              seen,
              words.length == WORDS ? KnownVm.NO_PORT : Integer.parseInt(words[WORDS])));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  private static String read(String word) {
    return URLDecoder.decode(word, StandardCharsets.UTF_8);
  }

  void write(Collection<KnownVm> known) throws IOException {
    var text = new StringBuilder(FIRST_LINE).append('\n');
    var now = ages.instant();
    var date = dates.instant();
    for (var vm : known) {
      var seen = date.minus(Duration.between(vm.seen(), now));
      text.append(vm.connected() ? "connected" : "down").append(' ').append(seen.getEpochSecond());
      for (var word :
          List.of(vm.id().server(), vm.id().port(), vm.project(), vm.name(), vm.uuid())) {
        text.append(' ').append(URLEncoder.encode(word, StandardCharsets.UTF_8));
      }
      text.append(vm.clientPort() == KnownVm.NO_PORT ? "\n" : " " + vm.clientPort() + "\n");
    }
    file.write(text.toString().getBytes(StandardCharsets.US_ASCII));
  }
}
