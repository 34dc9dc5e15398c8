package dev.consolegw.gateway.console.viewer;

import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/** Lines that wait to be written beside one viewer's output. Any thread. */
final class NoticeQueue {
  /** How many may wait; the oldest give way. */
  static final int MOST = 64;

  private final Deque<Notice> waiting = new ConcurrentLinkedDeque<>();

  /**
   * One of them.
   *
   * @param at the offset of the output that it stands before
   * @param line empty for none
   * @param restore what is done at the terminal before it
   * @param isAttachLine whether it is the one that tells programs what they are attached to
   */
  record Notice(long at, String line, Restore restore, boolean isAttachLine) {
    Notice(long at, String line, Restore restore) {
      this(at, line, restore, false);
    }

    /** Whether a person has to read it. */
    boolean forPeople() {
      return !isAttachLine && !line.isEmpty();
    }
  }

  /** What is switched off at the terminal. */
  enum Restore {
    NOTHING,
    /** What was seen switched on. */
    SEEN,
    /** And all that can be switched off without harm. */
    HARMLESS
  }

  /** A line that belongs after the output before an offset. */
  void add(long at, String line) {
    if (waiting.size() >= MOST) {
      waiting.poll();
    }
    waiting.add(new Notice(at, line, Restore.NOTHING));
  }

  /** The line that tells programs what they are attached to. */
  void addAttached(long at, String line) {
    waiting.add(new Notice(at, line, Restore.NOTHING, true));
  }

  /** After the output before an offset, the terminal is put right. */
  void addRestore(long at) {
    var last = waiting.peekLast();
    if (waiting.size() < MOST && (last == null || last.at() != at || !last.line().isEmpty())) {
      waiting.add(new Notice(at, "", Restore.SEEN));
    }
  }

  /** What there is to say about where a replay starts. */
  void add(ReplayPosition start) {
    start.remarks().forEach(line -> add(start.at(), line));
    start.missing().ifPresent(each -> add(each.offset(), ReplayPosition.line(each)));
  }

  /** A line that goes before whatever waits. */
  void addFirst(String line, Restore restore) {
    waiting.addFirst(new Notice(0, line, restore));
  }

  /** The one whose turn comes first; null when none waits. */
  @Nullable Notice next() {
    return waiting.isEmpty()
        ? null
        : Collections.min(waiting, Comparator.comparingLong(Notice::at));
  }

  /** It has been written. */
  void remove(Notice notice) {
    waiting.remove(notice);
  }
}
