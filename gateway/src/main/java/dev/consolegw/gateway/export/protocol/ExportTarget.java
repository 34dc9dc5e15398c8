package dev.consolegw.gateway.export.protocol;

import java.io.Closeable;
import java.time.Duration;
import java.util.List;

/** A log system. One thread, which may wait; {@link #close} is for any. */
public interface ExportTarget extends Closeable {

  /** What became of lines that were sent. A closed choice. */
  sealed interface Delivery {
    /**
     * They are there, but for some that it will never take.
     *
     * @param refused how many of them
     * @param why it did not take those, in its own words; empty when there are none
     */
    record Taken(int refused, String why) implements Delivery {}

    /**
     * Not all of them together: they are too many, or there is one among them that it never takes.
     *
     * @param why a few words for an operator
     */
    record NotTogether(String why) implements Delivery {}

    /**
     * They are not there, as far as anybody knows, and are to be sent again.
     *
     * @param pause what it wants to be left alone for; zero when it says nothing of that
     * @param why a few words for an operator
     */
    record Later(Duration pause, String why) implements Delivery {}
  }

  /** All of them were taken. */
  Delivery TAKEN = new Delivery.Taken(0, "");

  /**
   * Sends lines, of each console in the order of their offsets. How long each request may take is
   * bounded.
   *
   * @throws InterruptedException when the thread is told to stop
   */
  Delivery deliver(List<ExportLine> lines) throws InterruptedException;

  /** After so long in one delivery operators are told that it stands still. */
  default Duration patience() {
    return Duration.ofMinutes(1);
  }

  /**
   * For how long what was taken may still turn out to be lost, where nobody acknowledges anything:
   * for so long {@link #losses} has to stay the same.
   */
  default Duration settles() {
    return Duration.ZERO;
  }

  /** How often it went away since it was made, with what had not settled. Any thread. */
  default long losses() {
    return 0;
  }
}
