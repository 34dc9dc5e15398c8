package dev.consolegw.gateway.wire.odorobo;

import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.SendResult;
import dev.consolegw.gateway.net.websocket.WebSocketLink;
import dev.consolegw.gateway.wire.link.LinkBackend;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;

/** One console of an Odorobo agent, or of another gateway. */
final class OdoroboBackend extends LinkBackend {
  private final WebSocketLink link;
  private final Conversation conversation;
  private final Resizes resizes;

  OdoroboBackend(
      WebSocketLink link, Conversation conversation, ScheduledExecutorService scheduler) {
    super(link, conversation);
    this.link = link;
    this.conversation = conversation;
    this.resizes = new Resizes(link, scheduler);
  }

  @Override
  public SendResult send(ConsoleInput input) throws IOException {
    return switch (input) {
      case ConsoleInput.Keys(var bytes) -> write(bytes);
      case ConsoleInput.Break _ -> beside("break");
      case ConsoleInput.Seat(boolean wanted) -> beside(wanted ? "take" : "give");
      case ConsoleInput.WindowChange size -> {
        resizes.offer(size);
        yield SendResult.DONE;
      }
      case ConsoleInput.Reset() ->
          link.writeText(Control.resetSession()) ? SendResult.DONE : SendResult.HELD;
    };
  }

  /** Says what only another gateway understands; also while keys are held, beside them. */
  private SendResult beside(String extension) throws IOException {
    if (!conversation.understands(extension)) {
      return SendResult.UNSUPPORTED;
    }
    link.writeText(Control.extension(extension));
    return SendResult.DONE;
  }

  @Override
  public boolean mayBeQueued() {
    return false;
  }

  @Override
  protected void ended() {
    resizes.stop();
  }
}
