package dev.consolegw.gateway.export;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.export.protocol.ExportLine;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.mirror.OutputMirror;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A console whose output may be wanted elsewhere, and the cursors of those who want it. Any thread.
 */
final class ExportedConsole implements OutputMirror.Copy {
  private final ConsoleId id;
  private final Consumer<ExportedConsole> over;
  private volatile ConsoleRef server;
  private volatile HistoryReader history;
  private final AtomicReference<@Nullable Runnable> release = new AtomicReference<>();
  private volatile boolean gone;
  private volatile List<ExportCursor> cursors = List.of(); // another list with each change

  /**
   * @param over told when it is gone
   */
  ExportedConsole(
      ConsoleId id, ConsoleRef server, HistoryReader history, Consumer<ExportedConsole> over) {
    this.id = id;
    this.over = over;
    this.server = server;
    this.history = history;
  }

  /**
   * One that is not open, or gone, of whose output something was not sent yet.
   *
   * @param release called once, when its history is needed no more
   */
  static ExportedConsole left(
      ConsoleId id, ConsoleRef server, HistoryReader history, Runnable release) {
    var console = new ExportedConsole(id, server, history, _ -> {});
    console.gone = true;
    console.release.set(release);
    return console;
  }

  ConsoleId id() {
    return id;
  }

  /** Under which its cursors are kept; made for each use. */
  String key() {
    return id.toString();
  }

  ConsoleRef server() {
    return server;
  }

  HistoryReader history() {
    return history;
  }

  /** Whether nothing is printed any more. */
  boolean isGone() {
    return gone;
  }

  ExportLine.Origin origin() {
    var now = server;
    return new ExportLine.Origin(key(), id.directory(), now.project(), now.name(), now.id());
  }

  /** It is there again. */
  void begin(ConsoleRef now, HistoryReader reader) {
    server = now;
    history = reader;
    gone = false;
    release();
    cursors.forEach(ExportCursor::rename);
    more();
  }

  /** Its history is needed no more. */
  void release() {
    var last = release.getAndSet(null);
    if (last != null) {
      last.run();
    }
  }

  /** Whether nobody reads it any more. */
  boolean isDone() {
    return gone && cursors.stream().allMatch(ExportCursor::isDone);
  }

  /** These read it from now on. */
  void readBy(List<ExportCursor> anew) {
    cursors = List.copyOf(anew);
  }

  List<ExportCursor> cursors() {
    return cursors;
  }

  @Override
  public void more() {
    for (var cursor : cursors) {
      cursor.more();
    }
  }

  @Override
  public void know(ConsoleEntry now) {
    server = now.server();
    cursors.forEach(ExportCursor::rename);
  }

  @Override
  public void end() {
    gone = true;
    more();
    over.accept(this);
  }
}
