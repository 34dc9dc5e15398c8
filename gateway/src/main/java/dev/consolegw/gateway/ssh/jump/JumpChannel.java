package dev.consolegw.gateway.ssh.jump;

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
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.LocalWindow;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.AbstractServerChannel;
import org.jspecify.annotations.Nullable;

/**
 * A channel to a host and a port (RFC 4254, 7.2), as {@code ssh -J} and {@code ssh -W} ask for:
 * nothing is dialled, the connection inside is answered here. Whether it may be is decided on a
 * virtual thread, and the client is told in a sentence if not.
 *
 * <p>MINA calls it on its I/O threads, one call at a time.
 */
public final class JumpChannel extends AbstractServerChannel implements HoldsPlace {
  private final Charged charged;
  private final Doorkeeper doorkeeper;
  private @Nullable ReceiveWindow window;
  private volatile @Nullable ChannelSocket socket;

  /** Decides what is behind the channel. */
  @FunctionalInterface
  public interface Doorkeeper {
    /**
     * Answers once for each channel; on a virtual thread, so it may block.
     *
     * @return makes and serves the connection inside
     * @throws SshChannelOpenException when there is none, with what the client is told
     */
    IoHandler admit(String host, long port) throws SshChannelOpenException;
  }

  /**
   * What the channel is charged to.
   *
   * @param place given back when the channel is gone
   * @param input what its connection has sent
   * @param output what is on its way on its connection
   * @param pool where its packets come from
   */
  public record Charged(
      SessionPlace place, UnreadInput input, OutputInFlight output, PacketPool pool) {}

  /** One that MINA is about to open. */
  public JumpChannel(Charged charged, Doorkeeper doorkeeper) {
    super("", List.of(), null);
    this.charged = charged;
    this.doorkeeper = doorkeeper;
    addCloseFutureListener(_ -> leave());
  }

  @Override
  public void leave() {
    charged.place().close();
  }

  // --- how it opens -----------------------------------------------------------------------------

  @Override
  protected OpenFuture doInit(Buffer request) {
    var host = request.getString();
    long port = request.getUInt();
    var opened = new DefaultOpenFuture(this, this);
    Thread.startVirtualThread(() -> open(host, port, opened));
    return opened;
  }

  private void open(String host, long port, OpenFuture opened) {
    try {
      var handler = doorkeeper.admit(host, port);
      var out = new SshChannelWriter(this, charged::output, charged.pool(), this::roomAgain);
      var side = new ChannelSocket.ChannelSide(out, this::taken, () -> close(false));
      var inner = new ChannelSocket(getSession().getIoSession(), handler, side);
      socket = inner;
      if (isClosing()) {
        inner.close(true);
        return;
      }
      signalChannelOpenSuccess();
      opened.setOpened();
      begin(inner);
    } catch (SshChannelOpenException refused) {
      refuse(refused);
    } catch (RuntimeException bug) {
      Uncaught.pass(bug);
      log.error("event=jump-fault", bug);
      int failed = SshConstants.SSH_OPEN_CONNECT_FAILED;
      refuse(new SshChannelOpenException(0, failed, "the gateway failed; its log says how"));
    }
  }

  private void begin(ChannelSocket inner) {
    try {
      inner.begin();
      if (window != null) {
        window.open();
      }
    } catch (Exception broken) {
      Uncaught.pass(broken);
      log.debug("event=inner-connection-not-begun", broken);
      inner.close(true);
    }
  }

  /** Says why itself: of what a channel says MINA hands on the number alone. */
  private void refuse(SshChannelOpenException why) {
    leave(); // the client may try another at once
    try {
      var answer = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN_FAILURE);
      answer.putUInt(getRecipient());
      answer.putUInt(why.getReasonCode());
      answer.putString(why.getMessage());
      answer.putString("");
      getSession().writePacket(answer);
    } catch (IOException gone) {
      log.debug("event=client-gone-before-refusal", gone);
    }
    close(true);
  }

  // --- what goes through ------------------------------------------------------------------------

  private void roomAgain() {
    var now = socket;
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
    var now = socket;
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
    var now = socket;
    if (now != null) {
      now.endOfInput();
    }
  }

  /** The client may open another at once, but not while it leaves this one half closed. */
  @Override
  public void handleClose() throws IOException {
    leave();
    super.handleClose();
  }

  @Override
  protected void preClose() {
    super.preClose();
    var now = socket;
    if (now != null) {
      now.close(true);
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
