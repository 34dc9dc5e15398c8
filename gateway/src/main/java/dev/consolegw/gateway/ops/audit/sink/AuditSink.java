package dev.consolegw.gateway.ops.audit.sink;

import java.io.Closeable;
import java.io.IOException;

/** Where lines go to stay. One thread, which may wait. */
public interface AuditSink extends Closeable {
  /**
   * One line.
   *
   * @param time when it happened, as it stands in the line (RFC 3339)
   * @param word what kind of line it is
   * @param warns whether somebody did not get what they asked for
   * @param json the object, in ASCII, without the end of the line
   * @param whose whose doing it is: a short text, the same for the same people; empty for the
   *     gateway itself
   */
  record Entry(String time, String word, boolean warns, String json, String whose) {}

  /**
   * Writes it, to the end.
   *
   * @throws IOException when it is not there: it will come again
   */
  void write(Entry entry) throws IOException;

  /** Goes on elsewhere, if what has the name of the old place is another one now. */
  default void reopen() throws IOException {}
}
