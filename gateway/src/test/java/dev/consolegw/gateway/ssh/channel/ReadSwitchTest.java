package dev.consolegw.gateway.ssh.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.ManualTasks;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ReadSwitchTest {
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final ManualTasks tasks = new ManualTasks();

  @Test
  void itGoesOnWhenAllLetIt() {
    var reading = new ReadSwitch(() -> stopped.set(true), () -> stopped.set(false), tasks);

    reading.suspend();
    reading.suspend();
    reading.resume();
    tasks.runAll();
    assertThat(stopped).isTrue();
    reading.resume();
    tasks.runAll();

    assertThat(stopped).isFalse();
  }

  @Test
  void whoeverIsSlowToStopItDoesNotStopItForEver() {
    var meanwhile = new AtomicReference<Runnable>(() -> {});
    var reading =
        new ReadSwitch(
            () -> {
              meanwhile.getAndSet(() -> {}).run();
              stopped.set(true);
            },
            () -> stopped.set(false),
            tasks);
    meanwhile.set(() -> {
      reading.resume();
      tasks.runAll();
    });

    reading.suspend();
    tasks.runAll();

    assertThat(stopped).isFalse();
  }

  @Test
  void whoHasItGoOnStopsItAgainForWhoStillWantsThatAndForNobodyElse() {
    var meanwhile = new AtomicReference<Runnable>(() -> {});
    var stops = new AtomicReference<Runnable>(() -> {});
    var reading =
        new ReadSwitch(
            () -> {
              stops.getAndSet(() -> {}).run();
              stopped.set(true);
            },
            () -> {
              stopped.set(false);
              meanwhile.getAndSet(() -> {}).run();
            },
            tasks);
    reading.suspend();
    meanwhile.set(() -> {
      reading.suspend();
      stops.set(() -> {
        reading.resume();
        tasks.runAll();
      });
    });
    reading.resume();
    tasks.runAll();

    assertThat(stopped).isFalse();
  }

  @Test
  void howeverManyStopItAndLetItGoInTheEndItIsRead() throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var reading = new ReadSwitch(() -> stopped.set(true), () -> stopped.set(false), threads);
      var all = new ArrayList<Thread>();
      for (int i = 0; i < 4; i++) {
        all.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (int round = 0; round < 20_000; round++) {
                    reading.suspend();
                    reading.resume();
                  }
                }));
      }
      for (var each : all) {
        each.join();
      }
    }
    assertThat(stopped).isFalse();
  }
}
