package dev.consolegw.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.gateway.testing.FakeGuest;
import dev.consolegw.gateway.testing.FarSide;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixWireTest extends BackendContract {
  @TempDir Path dir;

  @Override
  FarSide farSide() {
    return FakeGuest.unix(dir.resolve("console.sock"));
  }

  @Override
  ConsoleAddress deadAddress() {
    return new ConsoleAddress.Unix(dir.resolve("gone.sock"));
  }

  @Override
  boolean carriesSizes() {
    return false;
  }

  @Test
  void aGuestThatPrintsNoMoreHasEnded() {
    vm.print("bye");
    ((FakeGuest) vm).shutdownOutput();

    assertThat(output.awaitClosed().kind()).isEqualTo(Reason.Kind.ENDED);
    output.screen.await("bye");
  }

  @RepeatedTest(20) // the write races with the first read
  void aGuestThatReadsNoMoreHasEndedAfterItsLastWords() {
    vm.print("last words");
    ((FakeGuest) vm).shutdownInput();

    assertThatThrownBy(() -> line.send(new ConsoleInput.Keys(ByteBuffer.wrap(new byte[1 << 20]))))
        .isInstanceOf(IOException.class);
    assertThat(output.awaitClosed().kind()).isEqualTo(Reason.Kind.ENDED);
    output.screen.await("last words");
  }

  @Test
  void aSocketWithoutListenerIsDead() throws IOException {
    var path = dir.resolve("stale.sock");
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(path))
        .close();

    var failure =
        catchThrowableOfType(
            DialException.class,
            () -> backends.open(Line.of(new ConsoleAddress.Unix(path)), output, BUDGET));

    assertThat(failure.reason().text()).hasToString("nothing listens on " + path);
  }

  @Test
  void aSocketWithAFullQueueIsBusy() throws IOException {
    var path = dir.resolve("busy.sock");
    List<SocketChannel> waiting = new ArrayList<>();
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(path), 1);
      waiting.add(SocketChannel.open(UnixDomainSocketAddress.of(path)));
      waiting.add(SocketChannel.open(UnixDomainSocketAddress.of(path)));

      var failure =
          catchThrowableOfType(
              DialException.class,
              () -> backends.open(Line.of(new ConsoleAddress.Unix(path)), output, BUDGET));

      assertThat(failure.reason().kind()).isEqualTo(Reason.Kind.BUSY);
    }
    for (var channel : waiting) {
      channel.close();
    }
  }
}
