package dev.consolegw.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.testing.TypedBytes;
import dev.consolegw.gateway.testing.farside.FakeEsxi;
import dev.consolegw.gateway.testing.farside.FarSide;
import java.io.IOException;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The contract over a line whose host calls: here the far side dials, and again when it is lost.
 */
class VspcWireTest extends BackendContract {
  private @Nullable Concentrator concentrator;

  SocketFactory sockets() {
    return SocketFactory.getDefault();
  }

  Concentrator concentrator() throws IOException {
    return new Concentrator(wires);
  }

  @Override
  FarSide farSide() throws IOException {
    var called = concentrator;
    if (called == null) {
      called = concentrator();
      concentrator = called;
    }
    return new Host(called, sockets());
  }

  @Override
  ConsoleAddress deadAddress() {
    return ConsoleAddress.vspc("nobody:s0");
  }

  @Override
  boolean carriesSizes() {
    return false;
  }

  @Override
  boolean carriesBreaks() {
    return true;
  }

  @Override
  Reason.Kind ended() {
    return Reason.Kind.AWAY;
  }

  @Override
  Reason.Kind dead() {
    return Reason.Kind.AWAY;
  }

  @Override
  String deadWords() {
    return "the VM is not connected: .*";
  }

  /** A host with one VM, which calls as soon as its line is free. */
  private static final class Host implements FarSide {
    private final Concentrator concentrator;
    private final SocketFactory sockets;
    private final FakeEsxi.Vm vm = FakeEsxi.Vm.named("vm" + System.nanoTime());
    private final TypedBytes typed = new TypedBytes();
    private FakeEsxi line;

    Host(Concentrator concentrator, SocketFactory sockets) {
      this.concentrator = concentrator;
      this.sockets = sockets;
      call();
    }

    private void call() {
      line = FakeEsxi.calls(concentrator.port(), vm).over(sockets).typedTo(typed).connect();
      concentrator.awaitArrival();
    }

    @Override
    public ConsoleAddress address() {
      return ConsoleAddress.vspc(vm.name() + ":" + vm.uri());
    }

    @Override
    public void awaitClient() {
      line.awaitServed();
    }

    @Override
    public void awaitNoClient() {
      line.awaitEnd();
      call();
    }

    @Override
    public void print(byte[] bytes) {
      line.print(bytes);
    }

    @Override
    public TypedBytes typed() {
      return typed;
    }

    @Override
    public void stopReading() {
      typed.stop(true);
    }

    @Override
    public void goOnReading() {
      typed.stop(false);
    }

    @Override
    public void hangUp() {
      line.endOutput();
    }

    @Override
    public void close() {
      line.close();
      assertThat(line.faults()).isEmpty();
    }
  }
}
