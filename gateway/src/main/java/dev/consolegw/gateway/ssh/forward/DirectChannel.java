package dev.consolegw.gateway.ssh.forward;

import dev.consolegw.gateway.fault.Uncaught;
import java.io.IOException;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * A channel that a client opens to a host and a port (RFC 4254, 7.2), as {@code ssh -J}, {@code -W}
 * and {@code -L} ask for. Where it leads is decided on a virtual thread, and the client is told in
 * a sentence if nowhere. Until then it keeps its place, whether or not the client is still there.
 */
public final class DirectChannel extends ForwardingChannel {
  private final Destination.Doorkeeper doorkeeper;
  private volatile boolean deciding;

  /** One that MINA is about to open. */
  public DirectChannel(Charged charged, Destination.Doorkeeper doorkeeper) {
    super(charged);
    this.doorkeeper = doorkeeper;
  }

  @Override
  public void leave() {
    if (!deciding) {
      super.leave();
    }
  }

  @Override
  protected OpenFuture doInit(Buffer request) {
    var host = request.getString();
    long port = request.getUInt();
    var opened = new DefaultOpenFuture(this, this);
    deciding = true;
    Thread.startVirtualThread(() -> decide(host, port, opened));
    return opened;
  }

  private void decide(String host, long port, OpenFuture opened) {
    try {
      open(doorkeeper.admit(host, port), opened);
    } catch (SshChannelOpenException refused) {
      refuse(refused);
    } catch (RuntimeException | Error bug) {
      Uncaught.pass(bug);
      log.error("event=forwarding-fault", bug);
      int failed = SshConstants.SSH_OPEN_CONNECT_FAILED;
      refuse(new SshChannelOpenException(0, failed, "the gateway failed; its log says how"));
    } finally {
      decided();
    }
  }

  private void decided() {
    deciding = false;
    if (isClosing()) {
      leave();
    }
  }

  private void open(Destination where, OpenFuture opened) {
    var end = lead(where);
    if (isClosing()) {
      return;
    }
    signalChannelOpenSuccess();
    opened.setOpened();
    begin(end);
  }

  /** Says why itself: of what a channel says MINA hands on the number alone. */
  private void refuse(SshChannelOpenException why) {
    decided();
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
}
