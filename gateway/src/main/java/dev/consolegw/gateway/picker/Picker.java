package dev.consolegw.gateway.picker;

import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.picker.Key.Named;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The list of the consoles that somebody may open, for as long as their session lasts: it keeps
 * filter and selection from one {@link #pick} to the next. One virtual thread, which waits for the
 * client.
 */
public final class Picker {
  /** How often the list is looked at anew. */
  static final Duration REFRESH = Duration.ofSeconds(2);

  /** Terminals that only print; the empty name too. */
  private static final Set<String> PRINTERS = Set.of("", "dumb", "unknown", "emacs", "network");

  private final ConsoleAccess access;
  private final Caller caller;
  private final InstantSource clock;
  private final Tty tty;
  private final Choice choice = new Choice();
  private final Preview preview;
  private final Painter painter = new Painter();
  private final KeyReader keys = new KeyReader(this::press);
  private Tty.Size size = new Tty.Size(1, 1);
  private String note = "";
  private String trouble = "";
  private boolean over;
  private boolean picked;
  private boolean again;

  /**
   * @param preview shows what stands on the screen of the selected console
   */
  public Picker(
      ConsoleAccess access, Caller caller, InstantSource clock, Tty tty, Preview preview) {
    this.preview = preview;
    this.access = access;
    this.caller = caller;
    this.clock = clock;
    this.tty = tty;
  }

  /**
   * Refuses whoever has no terminal for it.
   *
   * @param terminal what the client calls it
   */
  public static void need(Caller caller, String terminal) throws Refusal {
    if (!caller.pty() || PRINTERS.contains(terminal)) {
      throw new Refusal(
          ExitCode.USAGE,
          "usage: ssh -t menu@gateway, in a terminal that can move its cursor;"
              + " `ssh gateway list` prints the same, `ssh NAME@gateway` opens a console");
    }
  }

  /**
   * Shows the list until a console is picked, and gives the screen back in every case.
   *
   * @param why the last console's session has ended; empty for nothing to say
   * @return empty when the person leaves
   * @throws Refusal when the consoles cannot be listed at first, or the key is nobody's any more
   * @throws IOException when the client is gone
   */
  public Optional<ConsoleId> pick(String why) throws Refusal, IOException {
    note = why;
    over = false;
    picked = false;
    if (again) {
      refresh();
    } else {
      look();
    }
    tty.write(painter.enter());
    again = true;
    try {
      show();
    } finally {
      preview.stop();
      tty.write(painter.leave());
    }
    return picked ? choice.selectedId() : Optional.empty();
  }

  private void show() throws Refusal, IOException {
    long looked = System.nanoTime();
    while (!over) {
      long left = looked + REFRESH.toNanos() - System.nanoTime();
      if (left <= 0) {
        refresh();
        preview.refresh();
        looked = System.nanoTime();
        left = REFRESH.toNanos();
      }
      draw();
      var patience = keys.patience();
      var typed = tty.read(patience.orElse(atMost(Duration.ofNanos(left))), size);
      if (typed.length > 0) {
        keys.feed(typed);
      } else if (patience.isPresent()) {
        keys.expire();
      }
    }
  }

  /** Until something is to be done. */
  private Duration atMost(Duration left) {
    return preview
        .patience(System.nanoTime())
        .filter(soon -> Frame.hasPreview(size) && soon.compareTo(left) < 0)
        .orElse(left);
  }

  private void draw() throws IOException {
    var now = tty.size();
    if (!now.equals(size)) {
      size = now;
      tty.write(painter.clear());
    }
    var instant = clock.instant();
    var frame =
        Frame.of(
            choice,
            row ->
                access
                    .consoles()
                    .ifOpen(row.id())
                    .map(console -> Facts.of(console, instant))
                    .orElse(Facts.UNOPENED)
                    .on(row.server()),
            size,
            note,
            Frame.hasPreview(size)
                ? preview.lines(choice.selectedId().orElse(null), System.nanoTime())
                : List.of());
    tty.write(painter.paint(frame));
  }

  private void look() throws Refusal {
    choice.rows(access.list(caller, all -> all.stream().flatMap(Row::of).toList()));
  }

  /** What was listed stays when its directory does not answer, but not for a key that is gone. */
  private void refresh() throws Refusal {
    Caller _ = access.current(caller);
    try {
      look();
      note = note.equals(trouble) ? "" : note;
    } catch (Refusal unanswered) {
      trouble = unanswered.ending().text();
      note = trouble;
    }
  }

  private void press(Key key) {
    if (over) {
      return; // what was typed ahead is for nobody
    }
    note = "";
    switch (key) {
      case Key.Text(int point) -> {
        over = point == 'q' && choice.filter().isEmpty();
        if (!over) {
          choice.type(point);
        }
      }
      case Named named -> press(named);
    }
  }

  private void press(Named key) {
    int page = Frame.bodyRows(size.rows());
    switch (key) {
      case UP -> choice.move(-1);
      case DOWN -> choice.move(1);
      case PAGE_UP -> choice.move(-page);
      case PAGE_DOWN -> choice.move(page);
      case HOME -> choice.move(Integer.MIN_VALUE);
      case END -> choice.move(Integer.MAX_VALUE);
      case BACKSPACE -> choice.erase();
      case ESCAPE, ERASE_ALL -> choice.eraseAll();
      case REDRAW -> size = new Tty.Size(1, 1); // any other than it is
      case LEAVE -> over = true;
      case ENTER -> {
        picked = choice.selectedId().isPresent();
        over = picked;
      }
    }
  }
}
