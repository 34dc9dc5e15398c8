package dev.consolegw.gateway.history.tail;

import dev.consolegw.gateway.history.store.DiskThreads;
import dev.consolegw.gateway.history.store.OpenFiles;
import java.time.InstantSource;

/**
 * What the tails of a gateway and their writers have in common. Any thread.
 *
 * @param timer for what is tried again, and for what is idle
 * @param rounds when a write is due
 */
public record TailServices(
    InstantSource clock,
    TailLimits limits,
    DiskThreads threads,
    DiskThreads.Timer timer,
    OpenFiles files,
    DiskTrouble trouble,
    MemoryTail.Totals totals,
    WriteRounds rounds) {

  /** Of a gateway that starts: no memory is taken yet, and the disk follows. */
  public TailServices(
      InstantSource clock,
      TailLimits limits,
      DiskThreads threads,
      DiskThreads.Timer timer,
      OpenFiles files) {
    this(
        clock,
        limits,
        threads,
        timer,
        files,
        new DiskTrouble(clock),
        new MemoryTail.Totals(),
        new WriteRounds(timer));
  }

  /** An empty tail, at the offset where numbering goes on. */
  public MemoryTail tail(long end) {
    return new MemoryTail(end, limits, totals);
  }

  /** An empty tail of a console that has printed nothing yet. */
  public MemoryTail newTail(long begin) {
    return new MemoryTail(begin, begin, limits, totals);
  }
}
