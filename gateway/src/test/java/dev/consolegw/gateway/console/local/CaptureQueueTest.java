package dev.consolegw.gateway.console.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CaptureQueueTest {
  private final ManualScheduler timer = new ManualScheduler(new ManualClock());
  private final List<String> begun = new ArrayList<>();
  private final List<CompletableFuture<Void>> opening = new ArrayList<>();
  private final CaptureQueue queue = new CaptureQueue(this::open, timer);

  private CompletableFuture<?> open(ConsoleEntry entry) {
    begun.add(entry.server().name());
    opening.add(new CompletableFuture<>());
    return opening.getLast();
  }

  private static ConsoleEntry vm(int number, String name) {
    return new ConsoleEntry(
        new ConsoleId("file", "vm" + number, "0"),
        new ConsoleRef("file", "lab", "vm" + number, name, Map.of()),
        Optional.empty(),
        true,
        new ByteSize(1));
  }

  private static List<ConsoleEntry> vms(int count) {
    return IntStream.range(0, count).mapToObj(i -> vm(i, "vm" + i)).toList();
  }

  @Test
  void twoAreOpenedAtATimeInTheirOrder() {
    queue.add(vms(4));
    var emptied = queue.emptied();

    assertThat(begun).containsExactly("vm0", "vm1");
    opening.get(1).complete(null);
    assertThat(begun).containsExactly("vm0", "vm1", "vm2");
    opening.get(2).complete(null);
    opening.get(3).complete(null);
    assertThat(emptied).isNotDone();
    opening.get(0).complete(null);
    assertThat(emptied).isDone();
  }

  @Test
  void thousandsThatAreOpenAlreadyAreNoDeepStack() {
    var all = new ArrayList<ConsoleId>();
    var open =
        new CaptureQueue(
            entry -> {
              all.add(entry.id());
              return CompletableFuture.completedFuture(null);
            },
            timer);

    open.add(vms(20_000));

    assertThat(all).hasSize(20_000).doesNotHaveDuplicates();
    assertThat(open.emptied()).isDone();
  }

  @Test
  void oneThatIsGoneBeforeItsTurnIsNotOpened() {
    queue.add(vms(3));

    queue.remove(vm(2, "vm2").id());
    opening.forEach(one -> one.complete(null));

    assertThat(begun).containsExactly("vm0", "vm1");
    assertThat(queue.emptied()).isDone();
  }

  @Test
  void whatIsNewsOfOneThatWaitsIsHowItIsOpened() {
    queue.add(vms(3));

    queue.add(List.of(vm(2, "renamed")));
    opening.get(0).complete(null);

    assertThat(begun).containsExactly("vm0", "vm1", "renamed");
  }

  @Test
  void oneThatFailedIsTriedAgainInAMinuteUnlessItIsGone() {
    queue.addAgain(vm(0, "vm0"));
    queue.addAgain(vm(1, "vm1"));
    queue.remove(vm(1, "vm1").id());

    timer.advance(Duration.ofSeconds(59));
    assertThat(begun).isEmpty();
    timer.advance(Duration.ofSeconds(1));
    assertThat(begun).containsExactly("vm0");

    queue.addAgain(vm(0, "vm0"));
    timer.advance(Duration.ofMinutes(1));
    assertThat(begun).containsExactly("vm0", "vm0");
  }

  @Test
  void whenItIsClosedNoneIsOpenedAnyMore() {
    queue.add(vms(3));

    queue.close();
    queue.add(vms(5));
    queue.addAgain(vm(9, "vm9"));
    timer.advance(Duration.ofHours(1));
    opening.forEach(one -> one.complete(null));

    assertThat(begun).containsExactly("vm0", "vm1");
  }
}
