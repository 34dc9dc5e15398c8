package dev.consolegw.gateway.history;

import dev.consolegw.config.value.ByteSize;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that appends until it is killed. It says on stdout when each append was done and where
 * it ended: {@code NANOS OFFSET}. Its arguments are the directory, what to keep, and the longest
 * append.
 */
final class PrintingChild {
  private PrintingChild() {}

  public static void main(String[] args) throws Exception {
    var histories =
        new Histories(Path.of(args[0]), InstantSource.system(), HistoryLimits.standard());
    var history = histories.open("vm", ByteSize.parse(args[1]));
    int most = Integer.parseInt(args[2]);
    var out = new PrintStream(System.out, false);
    out.println("0 " + history.reader().end());
    for (int i = 0; ; i++) {
      long end = Printed.print(history, 1 + i * 7 % most);
      out.println(System.nanoTime() + " " + end);
      out.flush();
      LockSupport.parkNanos(100_000);
    }
  }
}
