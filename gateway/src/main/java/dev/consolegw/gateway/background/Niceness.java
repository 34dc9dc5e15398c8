package dev.consolegw.gateway.background;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a thread asks the system to be served after others. Linux has a niceness for each thread,
 * which {@code nice(2)} raises for the thread that calls it (POSIX means the process, and there
 * nothing is done); anybody may raise their own. Java's priorities would need a flag of the JVM
 * that also changes threads which are not ours.
 */
final class Niceness {
  /**
   * So much more than the others: a third of what they get of a processor that both want. Not more:
   * a thread that is hardly ever served would be long in coming to rest for a garbage collection,
   * for which all wait.
   */
  static final int MORE = 5;

  private static final Logger log = LoggerFactory.getLogger(Niceness.class);

  private Niceness() {}

  /** The calling platform thread gives way to others from now on, where the system knows how. */
  @SuppressWarnings("restricted") // a number goes in, and one comes out
  static void giveWay() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return;
    }
    try {
      var linker = Linker.nativeLinker();
      var nice =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("nice"),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT));
      int _ = (int) nice.invokeExact(MORE);
    } catch (Throwable unable) {
      log.info("event=threads-not-nice", unable);
    }
  }
}
