package dev.consolegw.gateway.ssh.channel;

/** A channel that has taken a place of its connection, and gives it back when it is gone. */
public interface HoldsPlace {

  /** Gives its place back: the client has closed it, or it was never opened. Any thread. */
  void leave();
}
