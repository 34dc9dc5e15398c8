package dev.consolegw.gateway.export;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.gateway.export.protocol.ExportLine;
import dev.consolegw.gateway.export.protocol.ExportTarget;
import dev.consolegw.gateway.export.protocol.ExportTarget.Delivery;
import dev.consolegw.gateway.fault.Uncaught;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one log system is sent: a thread that goes around the consoles which have printed something,
 * takes a turn of each, and sends what it has in one piece. While that is not taken nothing of it
 * is kept, for it is in the histories: it is read again. So the memory of one that stands still is
 * one batch, and nobody waits for it.
 *
 * <pre>
 *   more() ──▶ queue ──▶ gather: a turn each, {@link #BATCH} at most ──▶ send ──▶ settle ──▶ noted
 *                ▲                                                         │         │
 *                └───────────── read again, after a pause ◀── not taken ───┴─ lost ──┘
 * </pre>
 */
final class Export implements Runnable {
  /** What the lines of one batch may cost together, in bytes or so. */
  static final int BATCH = 512 * 1024;

  /** What they may cost when larger ones are not taken, for whatever reason. */
  static final int LEAST = 4 * 1024;

  /** What has printed something waits so long for others. */
  static final Duration DELAY = Duration.ofMillis(500);

  /** Between tries to send what was not taken: this first, then twice as long each time. */
  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** So many bytes of output without text count for a byte of a batch. */
  private static final int SHARE = 8;

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration FOREVER = Duration.ofDays(1);

  private static final Logger log = LoggerFactory.getLogger(Export.class);

  private final ExportPlan plan;
  private final WantedConsoles wanted;
  private final LineSender sender;
  private final CursorFile file;
  private final Services services;
  private final ExportTrouble trouble;
  private final Settling settling;
  private final Map<String, CursorFile.Cursor> noted; // cursors know better of those they follow
  private final CursorQueue queue = new CursorQueue();
  private final Turns turns;
  private Duration pause = FIRST_PAUSE;
  private long limit = BATCH;
  private boolean isFull; // the last batch: there may be more already
  private @Nullable Thread thread;

  /**
   * What it works with.
   *
   * @param clock the time of day
   * @param ages no clock that is set
   * @param timer its tasks are short
   * @param cursors of this one, on all consoles that are followed
   * @param done hears of consoles that may be followed no more
   * @param isKept whether anything is kept of a console, by its key; waits for the disk
   */
  record Services(
      InstantSource clock,
      InstantSource ages,
      ScheduledExecutorService timer,
      Cursors cursors,
      Consumer<ExportedConsole> done,
      Predicate<String> isKept) {}

  /** Finds the cursors of one export. */
  @FunctionalInterface
  interface Cursors {
    Stream<ExportCursor> of(Export export);
  }

  /** What one round has gathered. */
  private record Batch(List<ExportLine> lines, Map<ExportCursor, Settling.Step> steps) {}

  Export(ExportPlan plan, ExportTarget target, CursorFile.Read read, Services services) {
    this.plan = plan;
    this.wanted = plan.wanted();
    this.file = read.file();
    this.noted = new HashMap<>(read.cursors());
    this.services = services;
    this.trouble = new ExportTrouble(plan.name(), services.clock());
    this.sender = new LineSender(target, trouble, services.timer());
    this.turns = new Turns(services.clock(), services.timer());
    this.settling = new Settling(target.settles(), services.ages());
  }

  ExportPlan plan() {
    return plan;
  }

  /** Whether it is sent what this server prints. Any thread. */
  boolean wants(ConsoleRef server) {
    return wanted.wants(server);
  }

  /** Begins to send. */
  void start() {
    var sender = Thread.ofPlatform().daemon().name("export-" + plan.name()).unstarted(this);
    thread = sender;
    sender.start();
  }

  /**
   * A cursor for a console that was not followed: where it was before, if that was noted; else with
   * what it has printed since it is wanted. Any thread.
   */
  ExportCursor follow(ExportedConsole console) {
    var before = noted(console.key());
    var history = console.history();
    var epochs = file.epochs();
    var begin = epochs.begin(console.server());
    var since = begin.orElse(epochs.newest()).since();
    if (before.isPresent() && epochs.hold(before.get(), console.server())) {
      return ExportCursor.noted(this, console, since, before.get());
    }
    boolean isNew = begin.isEmpty() || file.hasBegun(begin.get());
    return isNew || history.start() == history.end()
        ? ExportCursor.at(this, console, since, history.end())
        : ExportCursor.unknown(this, console, since);
  }

  /** Whether it may not have been sent all that such a server has printed. Any thread. */
  boolean mayOwe(String key, ConsoleRef server) {
    return wants(server) || noted(key).filter(it -> file.epochs().hold(it, server)).isPresent();
  }

  /** The number of what it wants now, among all that it has wanted. */
  long epoch() {
    return file.epochs().newest().number();
  }

  /** What was noted of a console that nobody follows. Any thread. */
  Optional<CursorFile.Cursor> noted(String key) {
    synchronized (noted) {
      return Optional.ofNullable(noted.get(key));
    }
  }

  /** It is followed no more; how far it was is remembered. Any thread. */
  void leave(ExportCursor cursor) {
    synchronized (noted) {
      if (cursor.isKnown()) {
        noted.put(cursor.console().key(), cursor.note());
      }
    }
  }

  /** There is something to read. Any thread. */
  void queue(ExportCursor cursor) {
    queue.add(cursor);
  }

  /** What was read of it is to be taken. Any thread. */
  void queueFirst(ExportCursor cursor) {
    queue.addFirst(cursor);
  }

  /** Something of it is to be noted. Any thread. */
  void note(ExportCursor cursor) {
    queue.note(cursor);
  }

  /** Lines that were taken, since the start. */
  long sentLines() {
    return sender.sentLines();
  }

  ExportTrouble trouble() {
    return trouble;
  }

  @Override
  public void run() {
    try {
      boolean goesOn = true;
      while (goesOn) {
        goesOn = round();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      closeAll();
    }
  }

  /** False when it is at its end. */
  private boolean round() throws InterruptedException {
    queue.await(settling.isEmpty() ? FOREVER : LOOK, isFull ? Duration.ZERO : DELAY);
    boolean isLast = queue.isEnding();
    note(queue.unnoted());
    var batch = gather();
    if (!batch.steps().isEmpty()) {
      var later = deliver(batch.lines());
      if (later.isPresent()) {
        again(batch.steps());
        settle();
        trouble.failed(later.get().why());
        limit = Math.max(limit / 2, LEAST);
        if (!isLast) {
          rest(later.get().pause());
        }
        return !isLast;
      }
      pause = FIRST_PAUSE;
      if (!batch.lines().isEmpty() && (limit == BATCH || !isFull)) {
        trouble.fine(); // a little is taken by whoever is full, too
      }
      limit = Math.min(limit * 2, BATCH);
      settling.add(batch.steps());
    }
    settle();
    return !(isLast && batch.steps().isEmpty());
  }

  private Batch gather() throws InterruptedException {
    var batch = new Batch(new ArrayList<>(), new LinkedHashMap<>());
    long size = 0;
    isFull = false;
    turns.begin(queue.isEnding());
    var next = queue.poll();
    while (next.isPresent()) {
      size += turn(next.get(), batch, limit - size);
      isFull = size >= limit || turns.isTired();
      next = isFull ? Optional.empty() : queue.poll();
    }
    return batch;
  }

  /** Takes one turn of a console; what it adds to the batch. */
  private long turn(ExportCursor cursor, Batch batch, long budget) throws InterruptedException {
    cursor.begins();
    var found = turns.take(cursor, budget, queue.isEnding());
    if (found.isEmpty()) {
      return 0;
    }
    long from = found.get().from();
    var turn = found.get().turn();
    batch.lines().addAll(turn.lines());
    if (turn.next() > from || from > cursor.taken()) {
      batch
          .steps()
          .merge(
              cursor,
              new Settling.Step(from, turn.next()),
              (one, other) -> new Settling.Step(one.from(), other.to()));
    } else if (cursor.console().isDone()) {
      services.done().accept(cursor.console());
    }
    long cost = turn.lines().stream().mapToLong(ExportLine::cost).sum();
    return Math.max(cost, (turn.next() - from) / SHARE);
  }

  /** Nothing when they are taken. Whatever is wrong with us, nothing is lost by it. */
  private Optional<Delivery.Later> deliver(List<ExportLine> lines) throws InterruptedException {
    try {
      return sender.send(lines);
    } catch (RuntimeException bug) {
      Uncaught.pass(bug);
      log.error("event=export-fault export={} fault={}", plan.name(), bug.getClass().getName());
      log.debug("event=export-fault", bug); // its text may have anything in it
      return Optional.of(
          new Delivery.Later(LONGEST_PAUSE, "a fault of the gateway: " + bug.getClass().getName()));
    }
  }

  private static void again(Map<ExportCursor, Settling.Step> steps) {
    steps.forEach((cursor, step) -> {
      cursor.back(step.from());
      cursor.more();
    });
  }

  /** What is where it should be is noted; what was lost is read again. */
  private void settle() {
    settling.lost(sender.losses()).forEach(ExportCursor::more);
    var moved = settling.settled();
    note(moved);
    moved.stream()
        .map(ExportCursor::console)
        .filter(ExportedConsole::isDone)
        .forEach(services.done());
  }

  private void note(Collection<ExportCursor> moved) {
    if (moved.isEmpty()) {
      return;
    }
    try {
      if (file.isLong()) {
        file.rewrite(all());
      } else {
        file.append(notes(moved.stream()).toList());
      }
    } catch (IOException full) {
      trouble.unnoted(String.valueOf(full.getMessage()));
    }
  }

  /** Without those of consoles of which nothing is kept any more. Waits for the disk. */
  private Collection<CursorFile.Cursor> all() {
    var all = new HashMap<String, CursorFile.Cursor>();
    notes(services.cursors().of(this)).forEach(note -> all.put(note.key(), note));
    Map<String, CursorFile.Cursor> others; // those that were left meanwhile, too
    synchronized (noted) {
      others = new HashMap<>(noted);
    }
    var gone = new HashMap<>(others);
    gone.keySet().removeIf(services.isKept());
    synchronized (noted) {
      gone.forEach(noted::remove);
    }
    others.keySet().removeAll(gone.keySet());
    others.forEach(all::putIfAbsent);
    return all.values();
  }

  private static Stream<CursorFile.Cursor> notes(Stream<ExportCursor> cursors) {
    return cursors.filter(cursor -> cursor.taken() >= 0).map(ExportCursor::note);
  }

  private void rest(Duration wished) throws InterruptedException {
    var left = wished.isZero() ? pause : wished;
    while (!left.isZero()) {
      left = queue.rest(left);
      note(queue.unnoted());
    }
    var longer = pause.multipliedBy(2);
    pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
  }

  /** Sends what is left, if that is taken at once, and ends. Any thread; does not wait. */
  void finish() {
    queue.end();
  }

  /**
   * Waits for the end, and makes it one: nothing is noted any more.
   *
   * @param atMost it does not wait for longer
   */
  void join(Duration atMost) throws InterruptedException {
    var sender = thread;
    if (sender != null && !sender.join(atMost)) {
      sender.interrupt();
    }
    file.seal();
  }

  private void closeAll() {
    try (sender;
        file) {
      log.debug("event=export-ends export={}", plan.name());
    } catch (IOException trouble) {
      log.debug("event=export-unclosed export={}", plan.name(), trouble);
    }
  }
}
