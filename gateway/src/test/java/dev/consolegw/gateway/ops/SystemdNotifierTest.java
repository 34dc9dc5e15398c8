package dev.consolegw.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.FakeSystemd;
import dev.consolegw.gateway.testing.LoggedLines;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd hears, on a real socket. */
class SystemdNotifierTest {
  private static final Map<String, Executor> WELL = Map.of("part", Runnable::run);

  @TempDir private Path folder;

  private static Map<String, String> environment(FakeSystemd systemd, String micros) {
    return Map.of("NOTIFY_SOCKET", systemd.name(), "WATCHDOG_USEC", micros);
  }

  private static void hearsAll(FakeSystemd systemd) {
    try (var notifier = new SystemdNotifier(Map.of("NOTIFY_SOCKET", systemd.name()))) {
      notifier.ready("listening on 127.0.0.1:2222");
      notifier.reloading();
      notifier.stopping();

      assertThat(systemd.next()).isEqualTo("READY=1\nSTATUS=listening on 127.0.0.1:2222");
      assertThat(systemd.next()).matches("RELOADING=1\nMONOTONIC_USEC=[0-9]+");
      assertThat(systemd.next()).isEqualTo("STOPPING=1");
    }
  }

  @Test
  void itHearsAllAtAPath() throws IOException {
    try (var systemd = FakeSystemd.at(folder.resolve("notify"))) {
      hearsAll(systemd);
    }
  }

  @Test
  void itHearsAllAtAnAbstractName() throws IOException {
    try (var systemd = FakeSystemd.abstractName()) {
      hearsAll(systemd);
    }
  }

  /** Its status would say that it listens, and systemd would take it for one that goes on. */
  @Test
  void itHearsOfNoReloadOnceTheEndHasBegun() throws IOException {
    try (var systemd = FakeSystemd.abstractName();
        var notifier = new SystemdNotifier(Map.of("NOTIFY_SOCKET", systemd.name()))) {
      notifier.stopping();
      notifier.reloading();
      notifier.ready("listening on 127.0.0.1:2222");
      notifier.stopping("stopping in 60 min", Duration.ofHours(1));

      assertThat(systemd.next()).isEqualTo("STOPPING=1");
      assertThat(systemd.next()).startsWith("STATUS=stopping in 60 min\n");
    }
  }

  @Test
  void itIsPingedAgainAndAgainWhileAllPartsAnswer() throws IOException {
    try (var systemd = FakeSystemd.abstractName();
        var notifier = new SystemdNotifier(environment(systemd, "30000"))) {
      notifier.watch(WELL, () -> true);

      for (int i = 0; i < 5; i++) {
        assertThat(systemd.next()).isEqualTo("WATCHDOG=1");
      }
    }
  }

  @Test
  void nothingIsSentWhileOnePartIsBlockedAndThenItIs() throws Exception {
    BlockingQueue<Runnable> blocked = new LinkedBlockingQueue<>();
    try (var logged = LoggedLines.of(Watchdog.class.getName());
        var systemd = FakeSystemd.abstractName();
        var notifier = new SystemdNotifier(environment(systemd, "3000"))) {
      notifier.watch(Map.of("blocked", blocked::add), () -> true);
      var answer = blocked.take();
      for (int i = 0; i < 3; i++) {
        logged.await("event=not-alive silent=\"blocked\"");
      }
      notifier.ready("none before this");
      assertThat(systemd.next()).isEqualTo("READY=1\nSTATUS=none before this");

      answer.run();

      assertThat(systemd.next()).isEqualTo("WATCHDOG=1");
    }
  }

  @Test
  void nothingIsSentOnceMemoryHasRunOut() throws Exception {
    var rounds = new LinkedBlockingQueue<String>();
    var sound = new AtomicBoolean(true);
    Executor part =
        task -> {
          task.run();
          rounds.add("round");
        };
    try (var systemd = FakeSystemd.abstractName();
        var notifier = new SystemdNotifier(environment(systemd, "3000"))) {
      notifier.watch(Map.of("part", part), sound::get);
      assertThat(systemd.next()).isEqualTo("WATCHDOG=1");

      sound.set(false);
      rounds.take();
      rounds.clear();
      notifier.reloading();
      systemd.await("RELOADING=1");
      rounds.take();
      rounds.take();
      notifier.stopping();

      assertThat(systemd.next()).isEqualTo("STOPPING=1");
    }
  }

  @Test
  void aWatchdogOfAnotherProcessIsNotFed() throws IOException {
    try (var systemd = FakeSystemd.abstractName();
        var notifier =
            new SystemdNotifier(
                Map.of(
                    "NOTIFY_SOCKET", systemd.name(), "WATCHDOG_USEC", "1", "WATCHDOG_PID", "1"))) {
      notifier.watch(Map.of("part", _ -> assertThat(true).isFalse()), () -> true);
      notifier.stopping();

      assertThat(systemd.next()).isEqualTo("STOPPING=1");
    }
  }

  @Test
  void withoutTheVariableNothingIsSentAndNoThreadStarted() {
    var before = Thread.getAllStackTraces().keySet(); // those of others may still be ending
    try (var notifier = new SystemdNotifier(Map.of("WATCHDOG_USEC", "1000"))) {
      notifier.watch(WELL, () -> true);
      notifier.ready("unheard");
      notifier.stopping();

      assertThat(Thread.getAllStackTraces().keySet())
          .noneMatch(thread -> "systemd".equals(thread.getName()) && !before.contains(thread));
    }
  }

  @Test
  void aSocketThatIsNotThereStopsNothingAndIsNamed() throws Exception {
    var gone = folder.resolve("gone");
    try (var logged = LoggedLines.of(SystemdNotifier.class.getName());
        var notifier = new SystemdNotifier(Map.of("NOTIFY_SOCKET", gone.toString()))) {
      notifier.ready("unheard");

      assertThat(logged.await("event=systemd-not-told"))
          .isEqualTo(
              "event=systemd-not-told socket=\"%s\" cause=\"No such file or directory\""
                  .formatted(gone));
    }
    try (var logged = LoggedLines.of(SystemdNotifier.class.getName());
        var notifier = new SystemdNotifier(Map.of("NOTIFY_SOCKET", "vsock:2:1234"))) {
      notifier.ready("unheard");
      assertThat(logged.lines())
          .containsExactly(
              "event=systemd-not-told socket=\"vsock:2:1234\" cause=\"neither a path nor @NAME\"");
    }
  }
}
