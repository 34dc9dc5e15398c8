package dev.consolegw.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.ops.SessionRegistry.ClientConnection;
import dev.consolegw.gateway.ops.SessionRegistry.ClientSession;
import dev.consolegw.gateway.ops.SessionRegistry.Entry;
import dev.consolegw.gateway.ops.SessionRegistry.Kind;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.testing.Grants;
import dev.consolegw.gateway.testing.LoggedLines;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SessionRegistryTest {
  private static final SessionEnd FAREWELL =
      SessionEnd.drained(ExitCode.TRY_AGAIN, "the gateway is stopping");

  private final SessionRegistry registry = new SessionRegistry();

  private static final class Connection implements ClientConnection {
    @Override
    public CompletionStage<Void> closed() {
      return new CompletableFuture<>();
    }
  }

  /** Notes what it is told. */
  private static class Stay implements ClientSession {
    final List<SessionEnd> told = new CopyOnWriteArrayList<>();
    private final Kind kind;

    Stay(Kind kind) {
      this.kind = kind;
    }

    @Override
    public Kind kind() {
      return kind;
    }

    @Override
    public Session session() {
      return new Session(
          "00002a", Grants.identity("alice"), Grants.from("192.0.2.7"), Instant.EPOCH);
    }

    @Override
    public void end(SessionEnd why) {
      told.add(why);
    }
  }

  /** Cannot be ended. */
  private static final class Broken extends Stay {
    Broken() {
      super(Kind.SFTP);
    }

    @Override
    public void end(SessionEnd why) {
      throw new IllegalStateException("broken");
    }
  }

  private static Stay command() {
    return new Stay(Kind.COMMAND);
  }

  private static List<Stay> ofEachKind() {
    return Stream.of(Kind.values()).map(Stay::new).toList();
  }

  @Test
  void everybodyWhoIsHereIsListedInTheOrderInWhichTheyCame() {
    var first = new Connection();
    var second = command();
    var third = new Connection(); // and nothing on it

    registry.add(first);
    assertThat(registry.add(second)).isTrue();
    registry.add(third);

    assertThat(registry.all(Entry.class)).containsExactly(first, second, third);
    assertThat(registry.all(Connection.class)).containsExactly(first, third);
    assertThat(registry.all(ClientSession.class)).containsExactly(second);
  }

  @Test
  void whoIsGoneIsNotListedHoweverOftenItIsSaid() {
    var stays = command();
    var leaves = command();
    registry.add(stays);
    registry.add(leaves);

    registry.remove(leaves);
    registry.remove(leaves);
    registry.remove(new Connection());

    assertThat(registry.all(Entry.class)).containsExactly(stays);
  }

  @Test
  void aListDoesNotChangeWithTheRegistry() {
    var one = command();
    registry.add(one);

    var before = registry.all(Entry.class);
    registry.remove(one);
    registry.add(command());

    assertThat(before).containsExactly(one);
  }

  @Test
  void drainingTellsEverySessionOfWhateverKindAndLeavesConnections() {
    var all = ofEachKind();
    var connection = new Connection();
    registry.add(connection);
    all.forEach(registry::add);

    registry.drain(FAREWELL);

    assertThat(all).allSatisfy(one -> assertThat(one.told).containsExactly(FAREWELL));
    assertThat(registry.all(Connection.class)).containsExactly(connection);
  }

  @Test
  void whoHasLeftIsToldNothing() {
    var left = command();
    registry.add(left);
    registry.remove(left);

    registry.drain(FAREWELL);

    assertThat(left.told).isEmpty();
  }

  @Test
  void noSessionBeginsOnceItDrainsButItsConnectionIsListed() {
    registry.drain(FAREWELL);
    var late = command();
    var connection = new Connection();

    registry.add(connection);

    assertThat(registry.add(late)).isFalse();
    assertThat(late.told).isEmpty();
    assertThat(registry.all(Entry.class)).containsExactly(connection);
  }

  @Test
  void whoeverComesWhileItBeginsToDrainIsEitherToldOrNotLetIn()
      throws InterruptedException, ExecutionException {
    int clients = 8;
    var start = new CyclicBarrier(clients + 1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var coming =
          IntStream.range(0, clients)
              .mapToObj(_ ->
                  threads.submit(() -> {
                    var in = new ArrayList<Stay>();
                    start.await();
                    for (var next = command(); registry.add(next); next = command()) {
                      in.add(next);
                    }
                    return in;
                  }))
              .toList();
      var drained =
          threads.submit(() -> {
            start.await();
            registry.drain(FAREWELL);
            return true;
          });

      assertThat(drained.get()).isTrue();
      for (var client : coming) {
        assertThat(client.get()).allSatisfy(one -> assertThat(one.told).containsExactly(FAREWELL));
      }
    }
  }

  @Test
  void oneThatCannotBeEndedKeepsNobodyElseFromIt() {
    var others = IntStream.range(0, 999).mapToObj(_ -> command()).toList();
    others.subList(0, 500).forEach(registry::add);
    registry.add(new Broken());
    others.subList(500, 999).forEach(registry::add);

    try (var log = LoggedLines.of(SessionRegistry.class.getName())) {
      registry.drain(FAREWELL);

      assertThat(log.lines()).containsExactly("event=session-not-ended kind=SFTP session=00002a");
    }
    assertThat(others).allSatisfy(one -> assertThat(one.told).containsExactly(FAREWELL));
  }
}
