package dev.consolegw.gateway.front;

import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.command.ViewerTable;
import dev.consolegw.gateway.console.Viewer;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.session.Replay;
import dev.consolegw.gateway.terminal.input.TimedInput;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** A channel that is a console: typed bytes go to its viewer, escape keys are carried out. */
final class ConsoleHandler implements ChannelHandler {
  /** What {@code Ctrl-] L} shows. */
  private static final Replay LATELY = new Replay.Lines(60);

  private static final List<String> HELP =
      List.of(
          ".  leave                         w  who is here",
          "t  take the seat, to write       g  give it up",
          "b  send a break                  r  reset the guest's session",
          "l  draw the guest's screen anew  L  show the last lines",
          "z  type the terminal's size to the guest",
          "d  discard what is not sent yet  m  message to the others",
          "c  put your terminal right",
          "?  this help                     twice the escape key: send it once");

  private final Viewer viewer;
  private final ChannelSink sink;
  private final TimedInput<ConsoleKeys.Effect> keys;
  private final boolean isTerminal;

  /**
   * @param timer tells when a key is complete that might have been the beginning of another
   */
  ConsoleHandler(Viewer viewer, ChannelSink sink, ScheduledExecutorService timer) {
    this.viewer = viewer;
    this.sink = sink;
    this.keys = new TimedInput<>(timer, new ConsoleKeys(viewer.options().escape()), this::act);
    this.isTerminal = viewer.options().pty() && !viewer.options().raw();
  }

  @Override
  public void data(ByteBuffer bytes) {
    if (isTerminal) {
      keys.feed(bytes);
    } else {
      viewer.act(new ViewerAction.Type(bytes));
    }
  }

  private void act(ConsoleKeys.Effect effect) {
    switch (effect) {
      case ConsoleKeys.Effect.Type(var bytes) -> viewer.act(new ViewerAction.Type(bytes));
      case ConsoleKeys.Effect.Report(var cause, var bytes) ->
          viewer.act(new ViewerAction.Report(cause, bytes));
      case ConsoleKeys.Effect.Command(char key) -> command(key);
      case ConsoleKeys.Effect.Echo(var shown) -> sink.echo(shown);
      case ConsoleKeys.Effect.Say(var text) -> viewer.act(new ViewerAction.Say(text));
      case ConsoleKeys.Effect.Composed() -> viewer.act(new ViewerAction.Redraw());
      case ConsoleKeys.Effect.Taken(int count) -> sink.taken(count);
    }
  }

  private void command(char key) {
    switch (key) {
      case ConsoleKeys.LEAVE -> viewer.act(new ViewerAction.Leave());
      case 't' -> viewer.act(new ViewerAction.TakeSeat());
      case 'g' -> viewer.act(new ViewerAction.GiveSeat());
      case 'w' -> look("who", ViewerTable.lines(viewer.console()));
      case 'b' -> broke(Duration.ZERO);
      case 'r' -> viewer.act(new ViewerAction.Send(new ConsoleInput.Reset(), "reset"));
      case 'l' -> viewer.act(new ViewerAction.Replay(new Replay.Screen()));
      case 'L' -> viewer.act(new ViewerAction.Replay(LATELY));
      case 'z' -> viewer.act(new ViewerAction.TypeSize());
      case 'd' -> viewer.act(new ViewerAction.Discard());
      case 'c' -> viewer.act(new ViewerAction.RestoreTerminal());
      case '?' -> look("help", HELP);
      default -> viewer.notice("no such key; the escape key and then ? shows them all");
    }
  }

  private void look(String what, List<String> lines) {
    viewer.act(new ViewerAction.Look(what));
    lines.forEach(viewer::notice);
  }

  @Override
  public void endOfInput() {
    keys.end();
    viewer.act(new ViewerAction.EndOfInput());
  }

  @Override
  public void unsized() {
    viewer.act(new ViewerAction.Unsized());
  }

  @Override
  public void resized(ConsoleInput.WindowChange size) {
    viewer.act(new ViewerAction.Resize(size));
  }

  @Override
  public void broke(Duration length) {
    viewer.act(new ViewerAction.Send(new ConsoleInput.Break(length), "break"));
  }

  @Override
  public void acted(ViewerAction action) {
    viewer.act(action);
  }

  @Override
  public Optional<Viewer> viewer() {
    return Optional.of(viewer);
  }

  /** The others mean a program, and the guest's has its keys for them. */
  @Override
  public void signalled(ClientSignal signal) {
    if (signal.isForAll()) {
      viewer.act(new ViewerAction.Leave());
    }
  }

  @Override
  public void room() {
    viewer.signal();
  }

  @Override
  public void gone() {
    keys.stop();
    viewer.act(new ViewerAction.Leave());
  }
}
