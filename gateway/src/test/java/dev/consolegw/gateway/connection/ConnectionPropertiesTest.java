package dev.consolegw.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.meter.ConsoleMeters;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import dev.consolegw.gateway.testing.ManualTasks;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Whatever happens in whatever order, a console has one line at most, and leaves none open. */
class ConnectionPropertiesTest {

  /** A connection, who wants it, and everything that can happen to it. */
  private static final class World implements Connection.Owner {
    final ManualClock clock = new ManualClock();
    final ManualScheduler timer = new ManualScheduler(clock);
    final ManualTasks tasks = new ManualTasks();
    final ScriptedDialer dialler = new ScriptedDialer();
    final Connection connection =
        new Connection(
            ConnectionTest.ID,
            new ConnectionServices(
                ConnectionServices.Limits.DEFAULT,
                clock,
                timer,
                tasks,
                new DialLimiter(clock, timer, tasks),
                dialler,
                new ConsoleMeters()),
            this);
    final InputQueue queue = connection.queue();
    boolean wanted;
    int connected;

    void step(int what) {
      switch (what % 12) {
        case 0, 1 -> {
          wanted = true;
          connection.want(DialLimiter.Urgency.ASKED);
        }
        case 2 -> {
          wanted = false;
          connection.linger();
        }
        case 3, 4, 5 -> {
          if (tasks.waiting() > 0) {
            tasks.run(what / 12 % tasks.waiting());
          }
        }
        case 6 -> timer.advance(Duration.ofMillis(300));
        case 7 -> timer.advance(Duration.ofSeconds(3));
        case 8 -> open().forEach(line -> line.end("reboot"));
        case 9 -> dialler.fail(Reason.Kind.UNREACHABLE, "nothing listens");
        case 10 -> dialler.next(line -> line.end("no guest"));
        default -> dialler.next(_ -> during(what / 12));
      }
    }

    /** Something else happens while a dial is under way, which may fail after that. */
    private void during(int what) throws DialException {
      step(List.of(0, 2, 6, 7, 8).get(what % 5));
      while (tasks.waiting() > 0 && what % 2 == 0) {
        tasks.run(0);
      }
      if (what % 3 == 0) {
        throw new DialException(Reason.of(Reason.Kind.UNREACHABLE, "nothing listens"));
      }
    }

    List<ScriptedBackend> open() {
      return dialler.lines().stream().filter(ScriptedBackend::isOpen).toList();
    }

    void check() {
      assertThat(open()).hasSizeLessThanOrEqualTo(1);
      assertThat(connection.isLive()).isEqualTo(!open().isEmpty());
      if (wanted) {
        assertThat(connection.state().word()).isNotEqualTo("idle");
      }
      if (connection.isLive()) {
        var line = open().getFirst();
        int before = line.inputs().size();
        queue.keys(ByteBuffer.wrap(new byte[] {'x'}), null, true, (_, _) -> {});
        assertThat(line.inputs()).hasSizeGreaterThan(before);
        assertThat(connected).isEqualTo(1);
      }
    }

    @Override
    public boolean wantsConnection() {
      return wanted;
    }

    @Override
    public boolean isWatched() {
      return wanted;
    }

    @Override
    public void connected() {
      connected = 1;
    }

    @Override
    public void unreachable(Reason why, int attempt) {}

    @Override
    public void disconnected(Reason why, int unsent) {
      assertThat(connected).isEqualTo(1);
      connected = 0;
    }

    @Override
    public void hungUp(Reason why) {
      connected = 0;
    }

    @Override
    public void stillSilent() {}

    @Override
    public void printed(ConsoleOutput.Printed output) {}

    @Override
    public void notice(String line) {}
  }

  @Property
  void thereIsOneLineAtMostAndInTheEndNone(@ForAll @Size(max = 40) List<Short> steps) {
    var world = new World();

    for (int step : steps) {
      world.step(step & 0xFFFF);
      world.check();
    }
    world.connection.close();
    world.tasks.runAll();

    assertThat(world.open()).isEmpty();
  }
}
