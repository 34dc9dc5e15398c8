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

  /**
   * Has this sent when the line is lost to somebody else, so that they find it as it was before us;
   * nothing any more, if it is empty. Does not block.
   */
  default void leaveWith(byte[] last) {}
}
