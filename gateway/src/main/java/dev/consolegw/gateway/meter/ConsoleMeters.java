package dev.consolegw.gateway.meter;

/**
 * What all consoles of a gateway have counted together. Any thread.
 *
 * @param printed bytes that guests have printed; not what a far side shows again
 * @param typed bytes that far sides have taken
 * @param skipped bytes that viewers were not shown because they were too slow
 * @param revoked grants that ended because the right was gone
 * @param unconfirmed grants that ended because nobody could say whether the right was still there
 */
public record ConsoleMeters(
    Tally printed, Tally typed, Tally skipped, Tally revoked, Tally unconfirmed) {
  /** All of them at 0. */
  public ConsoleMeters() {
    this(new Tally(), new Tally(), new Tally(), new Tally(), new Tally());
  }
}
