package dev.consolegw.gateway.ssh.forward;

import dev.consolegw.gateway.shell.guest.GuestSocket;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A channel that we open to a client, for a connection to a port that it has a guest listen at (RFC
 * 4254, 7.2). What the guest's peer sends stays in the guest until the client has agreed.
 */
public final class ForwardedChannel extends ForwardingChannel {
  private static final String TYPE = "forwarded-tcpip";

  private final GuestSocket socket;
  private final Incoming incoming;
  private final AtomicBoolean answered = new AtomicBoolean();
  private volatile @Nullable ChannelEnd end;

  /**
   * A connection that has come.
   *
   * @param host the address that the client asked to listen at, as it wrote it
   * @param port the port that is listened at
   * @param peer where the connection comes from
   */
  public record Incoming(String host, int port, Peer peer) {}

  /**
   * Where a connection comes from.
   *
   * @param port 0 where that is not known
   */
  public record Peer(String host, int port) {
    /** Reads what a guest calls it, such as {@code 10.0.0.7:41234}; it may be anything. */
    public static Peer of(String text) {
      int mark = Math.max(text.lastIndexOf(':'), text.lastIndexOf(' '));
      var behind = text.substring(mark + 1);
      return mark > 0 && behind.matches("\\d{1,5}")
          ? new Peer(text.substring(0, mark), Integer.parseInt(behind))
          : new Peer(text, 0);
    }
  }

  /**
   * One that {@link #open} opens.
   *
   * @param socket closed when the channel is gone, or never opens
   */
  public ForwardedChannel(Charged charged, GuestSocket socket, Incoming incoming) {
    super(charged);
    this.socket = socket;
    this.incoming = incoming;
  }

  /**
   * Asks the client.
   *
   * @throws IOException when it is gone; then this is closed
   */
  public void open(ConnectionService connection) throws IOException {
    try {
      long number = connection.registerChannel(this);
      end = lead(new Destination.InGuest(socket));
      var request = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN);
      request.putString(TYPE);
      request.putUInt(number);
      request.putUInt(getLocalWindow().getSize());
      request.putUInt(getLocalWindow().getPacketSize());
      request.putString(incoming.host());
      request.putUInt(incoming.port());
      request.putString(incoming.peer().host());
      request.putUInt(incoming.peer().port());
      getSession().writePacket(request);
    } catch (IOException | RuntimeException gone) {
      socket.close();
      close(true);
      throw gone;
    }
  }

  @Override
  public void handleOpenSuccess(long recipient, long window, long packet, Buffer buffer)
      throws IOException {
    answer();
    setRecipient(recipient);
    getRemoteWindow().init(window, packet, getSession().getFactoryManager());
    Thread.startVirtualThread(() -> begin(Objects.requireNonNull(end)));
  }

  @Override
  public void handleOpenFailure(Buffer buffer) {
    close(true);
  }

  private void answer() throws SshException {
    if (answered.getAndSet(true)) {
      throw new SshException(
          SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "a channel is open already");
    }
  }
}
