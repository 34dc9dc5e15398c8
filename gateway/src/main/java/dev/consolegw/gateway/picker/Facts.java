package dev.consolegw.gateway.picker;

import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.session.ViewerInfo;
import dev.consolegw.gateway.terminal.Printable;
import java.time.Duration;
import java.time.Instant;

/**
 * What is told of a console beside its name, in words that are safe to show.
 *
 * @param writer who has the seat, or empty
 * @param age of the last output, or empty
 */
record Facts(String state, String writer, String age) {
  /** As clouds call a server that runs. */
  private static final String RUNNING = "ACTIVE";

  /** Of one that nobody has asked for yet. */
  static final Facts UNOPENED = new Facts("idle", "", "");

  static Facts of(Console console, Instant now) {
    var status = console.status();
    var writer =
        status.viewers().stream()
            .filter(one -> one.role().holdsSeat())
            .map(ViewerInfo::person)
            .map(person -> Printable.of(person.name()).toString())
            .findFirst();
    var age = Duration.between(status.lastOutput(), now);
    return new Facts(status.state(), writer.orElse(""), age(age));
  }

  /**
   * The same of a console whose server is in a state that its directory tells; what runs as usual
   * is not worth a word where more is known.
   */
  Facts on(String server) {
    boolean isUsual = server.isEmpty() || (server.equals(RUNNING) && !equals(UNOPENED));
    return isUsual ? this : new Facts(server, writer, age);
  }

  /** In the largest unit of which there is one. */
  static String age(Duration age) {
    if (age.toDays() > 0) {
      return age.toDays() + "d";
    }
    if (age.toHours() > 0) {
      return age.toHours() + "h";
    }
    return age.toMinutes() > 0 ? age.toMinutes() + "m" : Math.max(0, age.toSeconds()) + "s";
  }
}
