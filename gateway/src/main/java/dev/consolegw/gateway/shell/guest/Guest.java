package dev.consolegw.gateway.shell.guest;

/**
 * A guest that works for us over its serial line, whatever we have put into it for that. Any
 * thread; what blocks is meant for virtual threads.
 */
public interface Guest extends AutoCloseable {

  /**
   * Runs a command or a login shell. Blocks until it has begun.
   *
   * @throws GuestException when it cannot, or there are too many
   */
  GuestProcess start(ProcessRequest request) throws GuestException;

  /**
   * A TCP connection from inside the guest. Blocks until it stands.
   *
   * @param host a name or an address, as the guest understands it
   * @throws GuestException when the guest is refused, or cannot do this at all
   */
  GuestSocket connect(String host, int port) throws GuestException;

  /**
   * Listens inside the guest.
   *
   * @param port 0 for any that is free
   * @throws GuestException when it cannot
   */
  GuestListener listen(String host, int port) throws GuestException;

  /** Ends everything that runs and hands the line back as it was found. Blocks for seconds. */
  @Override
  void close();
}
