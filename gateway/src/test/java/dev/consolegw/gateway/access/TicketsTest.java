package dev.consolegw.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Credential;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.Right;
import dev.consolegw.authz.SshKey;
import dev.consolegw.gateway.testing.ManualClock;
import java.time.Duration;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TicketsTest {
  private final ManualClock clock = new ManualClock();
  private final Tickets tickets = new Tickets(clock);

  private static Pass of(String person) {
    var key = SshKey.of("ssh-ed25519", new byte[] {1});
    return new Pass.OfList(
        new Identity(new Credential.Ticket(key, Right.WATCH), Set.of(new Person("file", person))));
  }

  @Test
  void aTicketIsGoodOnceAndForAMinute() {
    var ticket = tickets.give(of("alice"));
    var other = tickets.give(of("alice"));
    clock.advance(Tickets.VALID.minusNanos(1));

    assertThat(ticket).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(other);
    assertThat(tickets.use(ticket))
        .hasValueSatisfying(used -> assertThat(used.pass()).isEqualTo(of("alice")));
    assertThat(tickets.use(ticket)).isEmpty();
    clock.advance(Duration.ofNanos(1));
    assertThat(tickets.use(other)).isEmpty();
  }

  @Test
  void oneThatLastsIsGoodAgainAndAgain() {
    var ticket = tickets.give(of("alice"), Duration.ofHours(8));
    clock.advance(Duration.ofHours(7));

    assertThat(tickets.use(ticket)).isPresent();
    assertThat(tickets.use(ticket)).isPresent();
    clock.advance(Duration.ofHours(1));
    assertThat(tickets.use(ticket)).isEmpty();
  }

  @Test
  void aCookieEndsWithTheTicketThatLastedOrAfterItsTime() {
    var lasting = tickets.use(tickets.give(of("alice"), Duration.ofHours(8))).orElseThrow();
    var short1 = tickets.cookie(lasting);
    var long1 = tickets.cookie(tickets.use(tickets.give(of("alice"))).orElseThrow());
    clock.advance(Duration.ofHours(8));

    assertThat(tickets.visitor(short1)).isEmpty();
    assertThat(tickets.visitor(long1)).contains(of("alice"));
    assertThat(tickets.use(long1)).as("a cookie is no ticket").isEmpty();
    clock.advance(Tickets.COOKIE.minusHours(8));
    assertThat(tickets.visitor(long1)).isEmpty();
  }

  @Test
  void ofOnePersonTheNextToEndGivesWayAndNoOthers() {
    var bobs = tickets.give(of("bob"));
    var lasting = tickets.give(of("alice"), Duration.ofHours(8));
    var first = tickets.give(of("alice"));
    clock.advance(Duration.ofNanos(1));
    IntStream.range(0, Tickets.OF_ONE - 1).forEach(_ -> tickets.give(of("alice")));

    assertThat(tickets.use(first)).isEmpty();
    assertThat(tickets.use(lasting)).isPresent();
    assertThat(tickets.use(bobs)).isPresent();
  }

  @Test
  void whenThereAreAsManyAsMayBeWhoeverHasMostGivesWay() {
    var lonely = tickets.give(of("lonely"));
    IntStream.range(0, 2 * Tickets.ALL / Tickets.OF_ONE)
        .forEach(person ->
            IntStream.range(0, Tickets.OF_ONE).forEach(_ -> tickets.give(of("p" + person))));

    assertThat(tickets.use(lonely)).isPresent();
  }

  @Test
  void nothingOfATicketIsKeptButItsHash() {
    var ticket = tickets.give(of("alice"));

    assertThat(tickets.use(ticket).toString()).doesNotContain(ticket);
  }
}
