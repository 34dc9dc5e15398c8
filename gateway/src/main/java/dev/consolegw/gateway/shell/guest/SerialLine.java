package dev.consolegw.gateway.shell.guest;

/** The way to a guest, for whoever speaks with it. */
@FunctionalInterface
public interface SerialLine {

  /**
   * Sends bytes as they are. Blocks until the far side has taken them; meant for one virtual thread
   * at a time. Whether they arrive is not known: the line may lose some.
   *
   * @throws GuestException when the line is gone, or is somebody else's now
   */
  void send(byte[] bytes) throws GuestException;
}
