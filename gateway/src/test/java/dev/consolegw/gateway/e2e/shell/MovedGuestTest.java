package dev.consolegw.gateway.e2e.shell;

import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeEsxi;
import dev.consolegw.gateway.testing.farside.FakeEsxi.Vm;
import dev.consolegw.gateway.testing.farside.PtyShell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands run in a VM of VMware's while it moves from one host to another. */
@Timeout(120)
class MovedGuestTest {
  private static final Vm WEB1 = Vm.named("web1");
  private static final byte[] SEQUENCE = {4, 3, 2, 1};

  @TempDir Path folder;
  private final AtomicReference<CompletableFuture<FakeEsxi>> host =
      new AtomicReference<>(new CompletableFuture<>());
  private PtyShell guest;
  private SocketChannel line;
  private TestGateway gateway;

  @BeforeEach
  void start() throws IOException {
    guest = PtyShell.running(folder, "exec bash --norc");
    line = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("line.sock")));
    gateway = TestGateway.withVspc("{ listen: \"127.0.0.1:0\", shell: { open-shell: use } }");
    runsAt(FakeEsxi.calls(gateway.vspcPort(), WEB1).connect().awaitServed());
    Thread.startVirtualThread(this::print);
  }

  @AfterEach
  void stop() throws IOException {
    gateway.close();
    line.close();
    guest.close();
    host.get().join().close();
  }

  private Ssh shell(String command) {
    return gateway.ssh(ALICE, "web1+shell").command(command);
  }

  /** From now on, this host has the VM and carries its serial port. */
  private void runsAt(FakeEsxi here) {
    host.get().complete(here);
    Thread.startVirtualThread(() -> type(here));
  }

  private void type(FakeEsxi here) {
    try {
      while (true) {
        line.write(ByteBuffer.wrap(here.typed().await(1)));
      }
    } catch (IOException | AssertionError over) {
      // The VM is gone from here, or the test is over.
    }
  }

  /** A VM that is between two hosts prints nothing. */
  private void print() {
    var piece = ByteBuffer.allocate(1024);
    try {
      while (line.read(piece.clear()) >= 0) {
        host.get().join().print(Arrays.copyOf(piece.array(), piece.position()));
      }
    } catch (IOException | UncheckedIOException over) {
      // By the test.
    }
  }

  private void move(String to) {
    var source = host.getAndSet(new CompletableFuture<>()).join();
    var whole = source.begin(SEQUENCE);
    var target = FakeEsxi.calls(gateway.vspcPort(), WEB1).from(to).peer(whole).connect();
    target.await(45);
    target.complete(SEQUENCE);
    source.hangUp();
    runsAt(target);
    assertThat(source.faults()).isEmpty();
  }

  @Test
  void noByteOfACommandIsLostOrDoubled() {
    var bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    try (var cat = shell("echo go; cat").pipes()) {
      cat.awaitOut("go\n");
      Thread.startVirtualThread(() -> {
        cat.type(bytes);
        cat.endInput();
      });
      move("127.0.0.2");
      move("127.0.0.3");

      var result = cat.result();

      assertThat(result.exitCode()).as(result.err()).isZero();
      assertThat(result.err()).isEmpty();
      assertThat(result.out().getBytes(ISO_8859_1)).isEqualTo(bytes);
    }
    assertThat(host.get().join().faults()).isEmpty();
  }
}
