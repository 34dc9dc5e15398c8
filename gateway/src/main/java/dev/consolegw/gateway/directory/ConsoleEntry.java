package dev.consolegw.gateway.directory;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.config.ShellSettings;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.config.value.Pace;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a directory knows of one console.
 *
 * @param id who it is
 * @param server the server it belongs to, as policies see it
 * @param pace how fast its line takes input, where that matters
 * @param captured whether its output is kept while nobody looks
 * @param keep how much output is kept
 * @param keepFor how long it is kept, if that is not as for all consoles
 * @param status how the server is, where the directory knows
 * @param dialBudget how long one dial may take where that is longer than usual
 * @param notes what its directory needs to know the server again when it is gone; kept on disk,
 *     with what it printed
 * @param shell how commands get to a shell of the guest, where that is said; without places, so
 *     that a line that has moved in the file makes no other entry
 */
public record ConsoleEntry(
    ConsoleId id,
    ConsoleRef server,
    Optional<Pace> pace,
    boolean captured,
    ByteSize keep,
    Optional<Duration> keepFor,
    ServerStatus status,
    Optional<Duration> dialBudget,
    Map<String, String> notes,
    Optional<ShellSettings.Shell> shell) {

  /** One whose output is kept as long as that of most, of a server that nothing is known of. */
  public ConsoleEntry(
      ConsoleId id, ConsoleRef server, Optional<Pace> pace, boolean captured, ByteSize keep) {
    this(
        id,
        server,
        pace,
        captured,
        keep,
        Optional.empty(),
        ServerStatus.UNKNOWN,
        Optional.empty(),
        Map.of(),
        Optional.empty());
  }
}
