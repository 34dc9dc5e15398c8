package dev.consolegw.gateway.console.viewer;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.connection.InputAck;
import dev.consolegw.gateway.console.ConsoleServices;
import dev.consolegw.gateway.console.ViewerSink;
import dev.consolegw.gateway.event.SessionEvent;
import dev.consolegw.gateway.session.EndOfInputTimer;
import dev.consolegw.gateway.session.Role;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What one viewer types. Keys go to the guest while it writes; from one who writes beside the
 * seat's holder, without the answers of its terminal. Any thread.
 */
final class ViewerInput {
  private final LocalViewer viewer;
  private final ViewerHost host;
  private final ViewerSink sink;
  private final EndOfInputTimer inputEnd;
  private final ConsoleServices services;
  private final @Nullable TerminalReplyFilter filter;
  private final InputAck keys = this::taken;
  private final InputAck ownWords = this::count;
  private final AtomicLong sent = new AtomicLong();
  private volatile boolean refusing;

  ViewerInput(
      LocalViewer viewer, ViewerSink sink, EndOfInputTimer inputEnd, ConsoleServices services) {
    this.viewer = viewer;
    this.host = viewer.host();
    this.sink = sink;
    this.inputEnd = inputEnd;
    this.services = services;
    this.filter =
        viewer.wishes().join() && viewer.wishes().pty() && !viewer.wishes().raw()
            ? new TerminalReplyFilter(services.timer(), this::forward, count -> taken(count, false))
            : null;
  }

  /** Bytes that the guest was sent. */
  long sent() {
    return sent.get();
  }

  /** See {@link LocalViewer#keys}. */
  void keys(ByteBuffer bytes) {
    int count = bytes.remaining();
    if (!mayType()) {
      sink.taken(count);
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
    viewer.tap().typed(bytes);
    host.input(viewer, bytes, viewer.hasBegun(), keys);
  }

  /** Types a text of our own making. */
  void type(String text) {
    if (mayType()) {
      host.input(viewer, StandardCharsets.US_ASCII.encode(text), true, ownWords);
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
    if (viewer.hasBegun() && !host.isLive()) {
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

  private void taken(int count, boolean wasSent) {
    count(count, wasSent);
    sink.taken(count);
    inputEnd.taken(count);
  }

  private void count(int count, boolean wasSent) {
    if (wasSent) {
      sent.addAndGet(count);
    }
  }

  /** Throws away what waits. Returns how many bytes that were. */
  int discardUnsent() {
    return host.discard(keys) + host.discard(ownWords);
  }

  /** See {@link LocalViewer#send}. */
  void send(ConsoleInput input, String what) {
    if (!mayType()) {
      return;
    }
    services
        .events()
        .publish(new SessionEvent.Sent(host.console().entry().id(), viewer.session(), what));
    host.control(
        input,
        became -> {
          switch (became) {
            case SENT -> {}
            case UNSUPPORTED -> viewer.notice("this console's wire cannot carry a " + what);
            case LOST -> viewer.notice("the " + what + " was not sent; try again");
          }
        });
  }

  /** See {@link LocalViewer#instruct}. */
  void instruct(ByteBuffer bytes, InputAck ack) {
    viewer.tap().typed(bytes);
    host.input(
        viewer,
        bytes,
        true,
        (count, wasSent) -> {
          count(count, wasSent);
          ack.taken(count, wasSent);
        });
  }
}
