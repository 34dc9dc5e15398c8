package dev.consolegw.gateway.console;

import dev.consolegw.authz.Right;
import dev.consolegw.config.Pace;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.line.Sender;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What one viewer types. Keys go to the guest while it writes; from one who writes beside the
 * seat's holder, without the answers of its terminal. Any thread.
 */
final class Keyboard {
  private final Viewer viewer;
  private final Console console;
  private final Screen screen;
  private final InputEnd inputEnd;
  private final Works works;
  private final @Nullable AnswerFilter filter;
  private final Sender keys = this::taken;
  private final Sender ownWords = this::count;
  private final AtomicLong sent = new AtomicLong();
  private volatile boolean refusing;

  Keyboard(Viewer viewer, Screen screen, InputEnd inputEnd, Works works) {
    this.viewer = viewer;
    this.console = viewer.console();
    this.screen = screen;
    this.inputEnd = inputEnd;
    this.works = works;
    this.filter =
        viewer.wishes().join() && viewer.wishes().pty() && !viewer.wishes().raw()
            ? new AnswerFilter(works.timer(), this::forward, count -> taken(count, false))
            : null;
  }

  /** Bytes that the guest was sent. */
  long sent() {
    return sent.get();
  }

  /** See {@link Viewer#keys}. */
  void keys(ByteBuffer bytes) {
    int count = bytes.remaining();
    if (!mayType()) {
      screen.taken(count);
      return;
    }
    inputEnd.typed(count);
    if (filter != null) {
      filter.feed(bytes, viewer.role() == Role.JOIN);
    } else {
      send(bytes);
    }
  }

  /** What the filter lets pass, perhaps a little later. */
  private void forward(ByteBuffer bytes) {
    if (viewer.role().writes()) {
      send(bytes);
    } else {
      taken(bytes.remaining(), false);
    }
  }

  private void send(ByteBuffer bytes) {
    viewer.scribe().typed(bytes);
    console.lastWriter().typed(viewer);
    console.typing().keys(bytes, pace(), viewer.hasBegun(), keys);
  }

  /** Types a text of our own making. */
  void type(String text) {
    if (mayType()) {
      console.lastWriter().typed(viewer);
      console.typing().keys(StandardCharsets.US_ASCII.encode(text), pace(), true, ownWords);
    }
  }

  private boolean mayType() {
    if (!viewer.role().writes()) {
      refuse(
          viewer.grant().right().includes(Right.WRITE)
              ? "you are watching; " + viewer.wishes().escapeKey('t') + " asks for the seat"
              : "you are watching, and may not write here");
      return false;
    }
    if (viewer.hasBegun() && !console.isLive()) {
      refuse("not connected: what you type is not sent");
      return false;
    }
    refusing = false;
    return true;
  }

  private void refuse(String why) {
    if (!refusing) {
      refusing = true;
      viewer.notice(why);
    }
  }

  /** The next refusal is news again. */
  void allow() {
    refusing = false;
  }

  private @Nullable Pace pace() {
    return viewer.wishes().pace().or(() -> console.entry().pace()).orElse(null);
  }

  private void taken(int count, boolean wasSent) {
    count(count, wasSent);
    screen.taken(count);
    inputEnd.taken(count);
  }

  private void count(int count, boolean wasSent) {
    if (wasSent) {
      sent.addAndGet(count);
    }
  }

  /** Throws away what waits. Returns how many bytes that were. */
  int discardUnsent() {
    return console.typing().discard(keys) + console.typing().discard(ownWords);
  }

  /** See {@link Viewer#send}. */
  void send(ConsoleInput input, String what) {
    if (!mayType()) {
      return;
    }
    works.events().accept(new ConsoleEvent.Sent(console.entry().id(), viewer.session(), what));
    console.control(
        input,
        became -> {
          switch (became) {
            case SENT -> {}
            case UNSUPPORTED -> viewer.notice("this console's wire cannot carry a " + what);
            case LOST -> viewer.notice("the " + what + " was not sent; try again");
          }
        });
  }

  /** See {@link Viewer#instruct}. */
  void instruct(ByteBuffer bytes, Sender sender) {
    viewer.scribe().typed(bytes);
    console.lastWriter().typed(viewer);
    console
        .typing()
        .keys(
            bytes,
            pace(),
            true,
            (count, wasSent) -> {
              count(count, wasSent);
              sender.taken(count, wasSent);
            });
  }
}
