package dev.consolegw.gateway.testing.farside;

import dev.consolegw.gateway.testing.TypedBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** How a host calls. */
public final class EsxiCall {
  final int port;
  final FakeEsxi.Vm vm;
  String from = "127.0.0.1";
  SocketFactory sockets = SocketFactory.getDefault();
  byte @Nullable [] peer;
  boolean offersFirst;
  char direction = 'S';
  byte[] early = new byte[0];
  TypedBytes typed = new TypedBytes();

  EsxiCall(int port, FakeEsxi.Vm vm) {
    this.port = port;
    this.vm = vm;
  }

  /** From another address of the loopback. */
  public EsxiCall from(String address) {
    from = address;
    return this;
  }

  public EsxiCall over(SocketFactory tls) {
    sockets = tls;
    return this;
  }

  /** With the VM that comes from another host. */
  public EsxiCall peer(byte[] sequenceAndSecret) {
    peer = sequenceAndSecret.clone();
    return this;
  }

  /** It offers VMware's option before it is asked. */
  public EsxiCall offersFirst() {
    offersFirst = true;
    return this;
  }

  public EsxiCall direction(char other) {
    direction = other;
    return this;
  }

  /** It prints this before it says whose line it is. */
  public EsxiCall printsFirst(byte[] bytes) {
    early = bytes.clone();
    return this;
  }

  /** What is typed goes there, as over several calls. */
  public EsxiCall typedTo(TypedBytes there) {
    typed = there;
    return this;
  }

  public FakeEsxi connect() {
    try {
      return new FakeEsxi(this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
