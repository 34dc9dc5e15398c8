package dev.consolegw.gateway.net.hop;

import dev.consolegw.gateway.transport.Endpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * A channel through a hop: {@code direct-tcpip} (RFC 4254, 7.2), or {@code
 * direct-streamlocal@openssh.com} (OpenSSH's PROTOCOL, 2.4). What comes and goes is its {@link
 * HopLink}'s matter. Called on the hop's thread.
 */
final class HopChannel extends AbstractClientChannel {
  private static final String TCP = "direct-tcpip";
  private static final String UNIX = "direct-streamlocal@openssh.com";

  private final Endpoint to;
  private final HopLink link;

  HopChannel(Endpoint to, HopLink link) {
    super(
        switch (to) {
          case Endpoint.Tcp _ -> TCP;
          case Endpoint.Unix _ -> UNIX;
          case Endpoint.UnixAbstract _, Endpoint.Inbound _ ->
              throw new IllegalArgumentException("SSH carries no such way to a console");
        });
    this.to = to;
    this.link = link;
  }

  @Override
  public synchronized OpenFuture open() throws IOException {
    openFuture = new DefaultOpenFuture(toString(), futureLock);
    var buffer = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN, 256);
    buffer.putString(getChannelType());
    buffer.putUInt(getChannelId());
    buffer.putUInt(getLocalWindow().getSize());
    buffer.putUInt(getLocalWindow().getPacketSize());
    switch (to) {
      case Endpoint.Tcp(var host, var port) -> {
        buffer.putString(host);
        buffer.putUInt(port);
        buffer.putString("127.0.0.1"); // the originator, of which there is none worth telling
        buffer.putUInt(0);
      }
      case Endpoint.Unix(var path) -> {
        buffer.putString(path.toString());
        buffer.putString(""); // reserved
        buffer.putUInt(0);
      }
      case Endpoint.UnixAbstract _, Endpoint.Inbound _ ->
          throw new IllegalStateException("refused before");
    }
    writePacket(buffer);
    return openFuture;
  }

  @Override
  protected void doOpen() {}

  @Override
  protected void doWriteData(byte[] data, int start, long count) {
    link.received(ByteBuffer.wrap(data, start, (int) count));
  }

  /** There is no second stream in these channels. */
  @Override
  protected void doWriteExtendedData(byte[] data, int start, long count) throws IOException {
    getLocalWindow().release(count);
  }

  @Override
  public void handleEof() throws IOException {
    super.handleEof();
    link.farSideEnded();
  }

  @Override
  public void handleWindowAdjust(Buffer buffer) throws IOException {
    super.handleWindowAdjust(buffer);
    link.room();
  }
}
