package dev.consolegw.gateway.ssh.forward;

import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.ssh.channel.HoldsPlace;
import dev.consolegw.gateway.ssh.channel.OutputInFlight;
import dev.consolegw.gateway.ssh.channel.PacketPool;
import dev.consolegw.gateway.ssh.channel.ReceiveWindow;
import dev.consolegw.gateway.ssh.channel.SessionPlace;
import dev.consolegw.gateway.ssh.channel.SshChannelWriter;
import dev.consolegw.gateway.ssh.channel.UnreadInput;
import java.io.IOException;
import java.util.List;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.LocalWindow;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.AbstractServerChannel;
import org.jspecify.annotations.Nullable;

/**
 * A channel that carries one connection (RFC 4254, 7), whoever opens it and whatever is behind it:
 * its window, its two ends of input, and what it is charged to.
 *
 * <p>MINA calls it on its I/O threads, one call at a time.
 */
public abstract class ForwardingChannel extends AbstractServerChannel implements HoldsPlace {
  private final Charged charged;
  private @Nullable ReceiveWindow window;
  private volatile @Nullable ChannelEnd end;

  /**
   * What a channel is charged to.
   *
   * @param place given back when the channel is gone
   * @param input what its connection has sent
   * @param output what is on its way on its connection
   * @param pool where its packets come from
   */
  public record Charged(
      SessionPlace place, UnreadInput input, OutputInFlight output, PacketPool pool) {}

  /** One that is about to be opened. */
  ForwardingChannel(Charged charged) {
    super("", List.of(), null);
    this.charged = charged;
    addCloseFutureListener(_ -> leave());
  }

  @Override
  public void leave() {
    charged.place().close();
  }

  /** Leads here from now on; where the channel is closing already, that is told at once. */
  final ChannelEnd lead(Destination where) {
    var out = new SshChannelWriter(this, charged::output, charged.pool(), this::roomAgain);
    var side = new ChannelEnd.Side(out, this::taken, this::endOutput, () -> close(false));
    var made =
        switch (where) {
          case Destination.InnerConnection(var handler) ->
              new ChannelSocket(getSession().getIoSession(), handler, side);
          case Destination.InGuest(var socket) -> new GuestConnection(socket, side);
        };
    end = made;
    if (isClosing()) {
      made.abandon();
    }
    return made;
  }

  /** Lets both sides send; the client knows that it may. */
  final void begin(ChannelEnd what) {
    try {
      what.begin();
      if (window != null) {
        window.open();
      }
    } catch (Exception broken) {
      Uncaught.pass(broken);
      log.debug("event=forwarding-not-begun", broken);
      what.abandon();
      close(false);
    }
  }

  // --- what goes through ------------------------------------------------------------------------

  private void roomAgain() {
    var now = end;
    if (now != null) {
      now.roomAgain();
    }
  }

  private void taken(int bytes) {
    try {
      if (isOpen()) {
        getLocalWindow().release(bytes);
      }
    } catch (IOException gone) {
      close(true);
    }
  }

  private void endOutput() {
    try {
      var _ = sendEof();
    } catch (IOException gone) {
      close(true);
    }
  }

  @Override
  protected void configureWindow() {
    if (window == null) {
      window = new ReceiveWindow(this, charged.input(), this::sendWindowAdjust);
    }
    window.init(this);
  }

  @Override
  public LocalWindow getLocalWindow() {
    return window == null ? super.getLocalWindow() : window;
  }

  @Override
  public void handleData(Buffer buffer) throws IOException {
    if (isEofSignalled()) { // it has said that it would send no more
      int kind = SshConstants.SSH_MSG_CHANNEL_DATA;
      getLocalWindow().release(validateIncomingDataSize(kind, buffer.getUInt()));
      return;
    }
    super.handleData(buffer);
    charged.input().check();
  }

  @Override
  protected void doWriteData(byte[] bytes, int start, long length) throws IOException {
    var now = end;
    if (now == null) { // before it was told that it may
      getLocalWindow().release(length);
    } else {
      now.received(bytes, start, (int) length);
    }
  }

  /** For nobody. */
  @Override
  protected void doWriteExtendedData(byte[] bytes, int start, long length) throws IOException {
    getLocalWindow().release(length);
  }

  @Override
  public void handleWindowAdjust(Buffer buffer) throws IOException {
    super.handleWindowAdjust(buffer);
    roomAgain();
  }

  @Override
  public void handleEof() throws IOException {
    super.handleEof();
    var now = end;
    if (now != null) {
      now.endOfInput();
    }
  }

  /**
   * The client may open another at once, but not while it leaves this one half closed, or something
   * of it is on its way.
   */
  @Override
  public void handleClose() throws IOException {
    var now = end;
    if (now == null || !now.closedByClient(this::endAtLast)) {
      leave();
      super.handleClose();
    }
  }

  private void endAtLast() {
    try {
      leave();
      super.handleClose();
    } catch (IOException gone) {
      close(true);
    }
  }

  @Override
  protected void preClose() {
    super.preClose();
    var now = end;
    if (now != null) {
      now.abandon();
    }
    if (window != null) {
      window.forget();
    }
  }

  /** There is nothing that such a channel may be asked. */
  @Override
  protected RequestHandler.Result handleInternalRequest(
      String request, boolean wantReply, Buffer buffer) {
    return RequestHandler.Result.ReplyFailure;
  }
}
