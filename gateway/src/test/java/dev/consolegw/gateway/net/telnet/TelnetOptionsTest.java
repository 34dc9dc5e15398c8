package dev.consolegw.gateway.net.telnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TelnetOptionsTest {
  private final TelnetOptions options = new TelnetOptions(Set.of(0, 1), Set.of(0, 232));

  @Test
  void whatWeAreReadyForIsAgreedAndAllElseDeclined() {
    assertThat(options.received(TelnetVerb.WILL, 232)).contains(TelnetVerb.DO.of(232));
    assertThat(options.received(TelnetVerb.DO, 1)).contains(TelnetVerb.WILL.of(1));
    assertThat(options.received(TelnetVerb.WILL, 37)).contains(TelnetVerb.DONT.of(37));
    assertThat(options.received(TelnetVerb.DO, 37)).contains(TelnetVerb.WONT.of(37));
    assertThat(options.theyDo(232)).isTrue();
    assertThat(options.theyDo(37)).isFalse();
  }

  @Test
  void anAnswerToOurQuestionIsNotAnswered() {
    assertThat(options.ask(232)).contains(TelnetVerb.DO.of(232));
    assertThat(options.received(TelnetVerb.WILL, 232)).isEmpty();
    assertThat(options.received(TelnetVerb.WILL, 232)).isEmpty();
    assertThat(options.ask(232)).isEmpty();
    assertThat(options.theyDo(232)).isTrue();
  }

  @Test
  void offersThatCrossAreAgreedOnce() {
    assertThat(options.offer(0)).contains(TelnetVerb.WILL.of(0));
    assertThat(options.received(TelnetVerb.DO, 0)).isEmpty();
    assertThat(options.received(TelnetVerb.DO, 0)).isEmpty();
  }

  @Test
  void aRefusalIsTakenAndAnEndIsConfirmedOnce() {
    options.ask(232);
    assertThat(options.received(TelnetVerb.WONT, 232)).isEmpty();
    assertThat(options.theyDo(232)).isFalse();

    options.received(TelnetVerb.WILL, 232);
    assertThat(options.received(TelnetVerb.WONT, 232)).contains(TelnetVerb.DONT.of(232));
    assertThat(options.received(TelnetVerb.WONT, 232)).isEmpty();
    assertThat(options.received(TelnetVerb.DONT, 1)).isEmpty();
  }

  /** Two of ours, which ask for whatever they like at any time. */
  @Property(tries = 300)
  void twoSidesComeToAnEndAndAgree(@ForAll long seed) {
    var random = new Random(seed);
    var here = new TelnetOptions(some(random), some(random));
    var there = new TelnetOptions(some(random), some(random));
    var toHere = new ArrayDeque<byte[]>();
    var toThere = new ArrayDeque<byte[]>();
    for (int option = 0; option < 6; option++) {
      if (random.nextBoolean()) {
        here.ask(option).ifPresent(toThere::add);
      }
      if (random.nextBoolean()) {
        there.offer(option).ifPresent(toHere::add);
      }
      if (random.nextBoolean()) {
        here.offer(option).ifPresent(toThere::add);
      }
    }
    int said = 0;
    while (!toHere.isEmpty() || !toThere.isEmpty()) {
      assertThat(++said).isLessThan(100);
      boolean first = toThere.isEmpty() || (!toHere.isEmpty() && random.nextBoolean());
      var one = first ? toHere.remove() : toThere.remove();
      var answer = (first ? here : there).received(TelnetVerb.byCode(one[1] & 0xFF), one[2] & 0xFF);
      answer.ifPresent((first ? toThere : toHere)::add);
    }
  }

  private static Set<Integer> some(Random random) {
    var some = new java.util.HashSet<Integer>();
    for (int option = 0; option < 6; option++) {
      if (random.nextBoolean()) {
        some.add(option);
      }
    }
    return some;
  }
}
