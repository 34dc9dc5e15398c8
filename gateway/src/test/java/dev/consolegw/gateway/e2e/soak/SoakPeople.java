package dev.consolegw.gateway.e2e.soak;

import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static dev.consolegw.gateway.testing.TestPerson.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.e2e.soak.SoakGateway.Bob;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Everybody who comes and goes, each with the real client: scripts, commands, watchers that are
 * killed, terminals, hosts behind {@code ssh -J}, one whose right is taken and given back, and
 * strangers who say nothing or nonsense.
 */
final class SoakPeople {
  private static final int SILENT = 12;
  private static final List<String> NONSENSE =
      List.of("SSH-2.0-nothing-more\r\n", "GET / HTTP/1.1\r\n\r\n", "\0\0\0\0");
  private static final List<String> COMMANDS =
      List.of(
          "list --json",
          "log --lines 50",
          "who",
          "screen --text",
          "status",
          "send --no-enter x",
          "wait 'again and again'",
          "hostkeys",
          "recordings list",
          "log --grep 'up and'");

  /** Does not know ssh's own. */
  private static final int NOT_SIGNED_IN = 255;

  private final SoakGateway gateway;
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean isOver;
  private int round;

  SoakPeople(SoakGateway gateway) {
    this.gateway = gateway;
  }

  /** How many clients have come and gone. */
  int done() {
    return done.get();
  }

  /** How often settings were read anew. */
  int rounds() {
    return round;
  }

  /** Lets all of them work for so long, and waits until they have left. */
  void work(Duration time) throws InterruptedException {
    isOver = false;
    long end = System.nanoTime() + time.toNanos();
    var threads =
        List.of(
            again(this::script),
            again(this::command),
            again(this::watch),
            again(this::terminal),
            again(this::jump));
    try {
      while (System.nanoTime() - end < 0 && failure.get() == null) {
        takeAndGiveBack(round++);
      }
    } finally {
      isOver = true;
      for (var thread : threads) {
        thread.join();
      }
    }
    var first = failure.get();
    if (first != null) {
      throw new AssertionError("somebody was not served", first);
    }
  }

  private Thread again(IntConsumer work) {
    return Thread.ofPlatform()
        .start(() -> {
          try {
            for (int i = 0; !isOver; i++) {
              work.accept(i);
              done.incrementAndGet();
            }
          } catch (RuntimeException | AssertionError e) {
            failure.compareAndSet(null, e);
          }
        });
  }

  private void script(int time) {
    var result = gateway.ssh(ALICE, "vm0+eof=close").run("ping " + time + "\n");
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  private void command(int time) {
    var line = COMMANDS.get(time % COMMANDS.size());
    var result = gateway.ssh(ALICE, "vm1").command(line).run();
    assertThat(result.exitCode()).as("%s: %s", line, result.err()).isZero();
  }

  /** Of a guest that dies now and then: whose client is killed, with everything on its way. */
  private void watch(int time) {
    var mortal = "vm" + (SoakGateway.MORTAL + time % 2);
    try (var ssh = gateway.ssh(ALICE, mortal + "+ro+wait").pipes()) {
      ssh.awaitOut("again and again");
    }
  }

  private void terminal(int time) {
    try (var ssh = gateway.ssh(ALICE, "vm2").terminal(24, 80).attached()) {
      ssh.type("typed " + time + "\r");
      ssh.await("again and again");
      ssh.type("\u001d.");
      assertThat(ssh.exitCode()).isZero();
    }
  }

  private void jump(int time) {
    var result = gateway.through(ALICE, "vm1").command(time % 2 == 0 ? "status" : "list").run();
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  /** Settings that say otherwise who Bob is, with strangers at the door and a rotated audit. */
  private void takeAndGiveBack(int time) {
    var strangers = strangers();
    var way = time % 2 == 0 ? Bob.WITHOUT_RIGHT : Bob.WITHOUT_KEY;
    try (var bob = gateway.ssh(BOB, SoakGateway.bobs()).pipes().attached()) {
      gateway.reload(time, way);
      assertThat(bob.exitCode()).isEqualTo(ExitCode.NOT_ALLOWED.status());
    }
    var refused = gateway.ssh(BOB, SoakGateway.bobs()).command("status").run();
    assertThat(refused.exitCode())
        .isEqualTo(way == Bob.WITHOUT_KEY ? NOT_SIGNED_IN : ExitCode.NO_CONSOLE.status());
    assertThat(gateway.ssh(STRANGER, "menu").command("list").run().exitCode())
        .isEqualTo(way == Bob.WITHOUT_KEY ? 0 : NOT_SIGNED_IN);
    gateway.rotateAudit();
    gateway.reload(time, Bob.LET_IN);
    gateway.awaitAudit();
    assertThat(gateway.metrics()).contains("console_gw_grants_ended_total");
    leave(strangers);
    done.addAndGet(3);
  }

  private List<Socket> strangers() {
    var all = new ArrayList<Socket>();
    try {
      for (int i = 0; i < SILENT; i++) {
        all.add(new Socket(InetAddress.getLoopbackAddress(), gateway.port()));
      }
      for (var nonsense : NONSENSE) {
        var one = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        one.getOutputStream().write(nonsense.getBytes(StandardCharsets.ISO_8859_1));
        all.add(one);
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void leave(List<Socket> all) {
    for (var one : all) {
      try {
        one.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
