package dev.consolegw.gateway.command.log;

import dev.consolegw.gateway.history.Outage;
import dev.consolegw.gateway.history.ReadResult;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Brings a part of a history to a client: {@link ReadAhead} → {@link CleanLines} → {@link Grep} →
 * {@link Timestamps} → {@link LinePrinter}, of which only the first and the last are always there.
 * Without work on each line it is two copies from the file to the packet. A virtual thread, which
 * waits while the client does not read; nobody else does.
 */
final class LogPipeline {
  /** Small pieces are collected up to so many bytes. */
  private static final int PACKET = 32 * 1024;

  /** So much output before the first offset says how the screen was there. */
  static final int BEFORE = 256 * 1024;

  private final OutputStream out;
  private final Notices notices;
  private final NewOutput news;
  private final ReadAhead ahead;
  private final LineStage first;
  private final LinePrinter last;
  private final long from;
  private boolean saidSome;

  /**
   * How it is wanted.
   *
   * @param clean the lines that were left behind on a screen, instead of what was printed: where
   *     they are drawn
   * @param timestamps in front of each line
   * @param grep only the lines in which it is found
   */
  record Form(
      LinePrinter.Style style,
      Optional<CleanLines.Drawing> clean,
      boolean timestamps,
      Optional<Grep.Wanted> grep) {
    /** Of what was printed. */
    Form(LinePrinter.Style style, boolean timestamps, Optional<Grep.Wanted> grep) {
      this(style, Optional.empty(), timestamps, grep);
    }
  }

  /** Where the lines go that are not of the guest. */
  @FunctionalInterface
  interface Notices {
    void tell(String line) throws IOException;
  }

  /** Waits until there may be more at the end. */
  @FunctionalInterface
  interface NewOutput {
    /** False when there never will. */
    boolean await() throws IOException;
  }

  /** Who reads it, what they are told, and what happens at the end of the history. */
  record Client(OutputStream out, Notices notices, NewOutput news) {}

  /**
   * A log that has not begun.
   *
   * @param from the first offset
   * @param to the offset after the last
   */
  LogPipeline(DiskReader reader, long from, long to, Form form, Client client) {
    this.out = new BufferedOutputStream(client.out(), PACKET);
    this.notices = client.notices();
    this.news = client.news();
    this.from = from;
    long early = Math.clamp(from - BEFORE, Math.min(reader.history().start(), from), from);
    this.ahead = new ReadAhead(reader, form.clean().isPresent() ? early : from, to);
    this.last = new LinePrinter(out, form.style());
    var stamped =
        form.timestamps() ? new Timestamps(reader, out, form.style().lineEnd(), last) : last;
    var sought = form.grep().<LineStage>map(wanted -> new Grep(wanted, stamped)).orElse(stamped);
    this.first =
        form.clean()
            .<LineStage>map(
                drawing -> new CleanLines(reader, drawing, from, form.style().lineEnd(), sought))
            .orElse(sought);
  }

  /**
   * Runs to the end.
   *
   * @throws IOException when the client is gone
   */
  void run() throws IOException {
    boolean more = true;
    while (more) {
      long at = ahead.at();
      switch (ahead.next()) {
        case ReadResult.Bytes _ -> {
          if (ahead.before().isPresent()) {
            endLine();
            tell(ahead.before().get(), at);
          }
          first.take(at, ahead.bytes());
          out.flush();
          giveWay();
        }
        case ReadResult.Gap gap -> {
          endLine();
          if (gap.resumesAt() > from || at >= from) {
            notices.tell(line(at, gap));
          }
        }
        case ReadResult.Nothing _ -> {
          first.pause();
          out.flush();
          more = news.await();
        }
        case ReadResult.OnDisk _ -> throw new IllegalStateException("asked on disk, sent to disk");
      }
    }
    first.end();
    out.flush();
  }

  /** Nobody knows how the line that is open would have gone on. */
  private void endLine() throws IOException {
    first.cut();
    last.endLine();
    out.flush();
  }

  private void tell(Outage missing, long at) throws IOException {
    if (at < from) {
      return;
    }
    if (ahead.leftOutagesOut() && !saidSome) {
      notices.tell(
          "the console was not connected more than %d times; here are the last"
              .formatted(OutageNotices.MOST));
    }
    saidSome = true;
    notices.tell(
        "not connected from %s to %s: what was printed then, before offset=%d, is missing"
            .formatted(
                Timestamps.format(missing.from()),
                Timestamps.format(missing.until()),
                missing.offset()));
  }

  /**
   * Lines by the thousand are work without a pause, and virtual threads are not interrupted for
   * each other: without this, a few searches would stop all sessions of a small machine.
   */
  @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it but fairness
  private static void giveWay() {
    Thread.yield();
  }

  /**
   * Prints a text that is no part of a history, all at once.
   *
   * @throws IOException when the client is gone
   */
  static void print(ByteBuffer text, LinePrinter.Style style, OutputStream out) throws IOException {
    var printer = new LinePrinter(out, style);
    printer.take(0, text);
    printer.cut();
    out.flush();
  }

  private static String line(long at, ReadResult.Gap gap) {
    return "gap at %s: %s".formatted(Timestamps.format(gap.at()), gap.words(at));
  }
}
