package dev.consolegw.gateway.ssh.forward;

import dev.consolegw.gateway.shell.guest.GuestSocket;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.io.IoHandler;

/** What a client's channel to a host and a port leads to. */
public sealed interface Destination {

  /**
   * A connection inside of this one, which is answered here.
   *
   * @param handler makes and serves it
   */
  record InnerConnection(IoHandler handler) implements Destination {}

  /**
   * Something in a guest.
   *
   * @param socket closed when the channel is gone
   */
  record InGuest(GuestSocket socket) implements Destination {}

  /** Decides where a channel leads. */
  @FunctionalInterface
  interface Doorkeeper {
    /**
     * Answers once for each channel; on a virtual thread, so it may block.
     *
     * @throws SshChannelOpenException when it leads nowhere, with what the client is told
     */
    Destination admit(String host, long port) throws SshChannelOpenException;
  }
}
