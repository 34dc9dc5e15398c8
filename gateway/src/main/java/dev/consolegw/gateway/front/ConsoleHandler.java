package dev.consolegw.gateway.front;

import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.command.ViewerTable;
import dev.consolegw.gateway.console.Viewer;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.session.Replay;
import dev.consolegw.gateway.terminal.EscapeParser;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** A channel that is a console: typed bytes go to its viewer, escape keys are carried out. */
final class ConsoleHandler implements ChannelHandler {
  /** What {@code Ctrl-] l} shows. */
  private static final Replay LATELY = new Replay.Lines(60);

  private static final List<String> HELP =
      List.of(
          ".  leave                         w  who is here",
          "t  take the seat, to write       g  give it up",
          "b  send a break                  r  reset the guest's session",
          "l  show the last lines again     z  type the terminal's size to the guest",
          "d  discard what is not sent yet  m  message to the others",
          "?  this help                     twice the escape key: send it once");

  private final Viewer viewer;
  private final ChannelSink sink;
  private final EscapeParser parser;
  private final MessageLine message = new MessageLine();
  private final boolean escapes;

  ConsoleHandler(Viewer viewer, ChannelSink sink) {
    this.viewer = viewer;
    this.sink = sink;
    byte escape = viewer.options().escape();
    this.parser =
        new EscapeParser(escape, EscapeParser.Place.ANYWHERE, key -> key != (escape & 0xFF));
    this.escapes = viewer.options().pty() && !viewer.options().raw();
  }

  @Override
  public void data(ByteBuffer bytes) {
    if (!escapes) {
      viewer.act(new ViewerAction.Type(bytes));
      return;
    }
    int all = bytes.remaining();
    int forwarded = 0;
    while (bytes.hasRemaining()) {
      if (message.isOpen()) {
        compose(bytes.get());
        continue;
      }
      switch (parser.next(bytes)) {
        case PLAIN -> {
          var plain = parser.plain();
          forwarded += plain.remaining();
          viewer.act(new ViewerAction.Type(plain));
        }
        case KEY -> command(parser.key());
        case END -> {}
      }
    }
    sink.taken(all - forwarded);
  }

  private void command(char key) {
    switch (key) {
      case '.' -> viewer.act(new ViewerAction.Leave());
      case 't' -> viewer.act(new ViewerAction.TakeSeat());
      case 'g' -> viewer.act(new ViewerAction.GiveSeat());
      case 'w' -> ViewerTable.lines(viewer.console()).forEach(viewer::notice);
      case 'b' -> broke(Duration.ZERO);
      case 'r' -> viewer.act(new ViewerAction.Send(new ConsoleInput.Reset(), "reset"));
      case 'l' -> viewer.act(new ViewerAction.Replay(LATELY));
      case 'z' -> viewer.act(new ViewerAction.TypeSize());
      case 'd' -> viewer.act(new ViewerAction.Discard());
      case 'm' -> sink.echo(message.open());
      case '?' -> HELP.forEach(viewer::notice);
      default -> viewer.notice("no such key; the escape key and then ? shows them all");
    }
  }

  private void compose(byte key) {
    switch (message.key(key)) {
      case MessageLine.Outcome.Echo(var shown) -> sink.echo(shown);
      case MessageLine.Outcome.Ignored() -> {}
      case MessageLine.Outcome.Complete(var text) -> {
        sink.echo(ByteBuffer.wrap(new byte[] {'\r', '\n'}));
        if (!text.isBlank()) {
          viewer.act(new ViewerAction.Say(text));
        }
      }
    }
  }

  @Override
  public void endOfInput() {
    viewer.act(new ViewerAction.EndOfInput());
  }

  @Override
  public void resized(ConsoleInput.WindowChange size) {
    viewer.act(new ViewerAction.Resize(size));
  }

  @Override
  public void broke(Duration length) {
    viewer.act(new ViewerAction.Send(new ConsoleInput.Break(length), "break"));
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
    viewer.act(new ViewerAction.Leave());
  }
}
