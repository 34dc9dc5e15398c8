package dev.consolegw.gateway.history.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is found is what a look at every line finds, and little is read for it. */
class LinkLinesTest {
  private final List<Index.Mark> marks = new ArrayList<>();
  private final LinkLines links = new LinkLines();
  private long read;

  private int read(ByteBuffer into, long at) {
    int room = into.remaining();
    for (long line = at / Index.LINE; line < marks.size() && into.hasRemaining(); line++) {
      into.put(marks.get((int) line).bytes());
    }
    read += room - into.remaining();
    return room - into.remaining();
  }

  private void times(int count) {
    for (int i = 0; i < count; i++) {
      marks.add(new Index.Mark(1000L * marks.size(), marks.size(), Index.Kind.TIME));
    }
  }

  private void outage() {
    marks.add(new Index.Mark(1000L * marks.size(), marks.size(), Index.Kind.DOWN));
    marks.add(new Index.Mark(1000L * marks.size(), marks.size() - 1, Index.Kind.LINK));
  }

  private List<Index.Mark> show(int first, int end, int most) throws Exception {
    var shown = new ArrayList<Index.Mark>();
    links.show(
        this::read,
        links.edition(),
        first,
        end,
        mark -> {
          shown.add(mark);
          return shown.size() < most;
        });
    return shown;
  }

  private List<Index.Mark> everyLine(int first, int end, int most) {
    return marks.subList(first, end).stream()
        .filter(mark -> mark.kind() == Index.Kind.DOWN || mark.kind() == Index.Kind.LINK)
        .limit(most)
        .toList();
  }

  @Example
  void aSecondLookAtALongIndexReadsOnlyWhatIsNew() throws Exception {
    times(100_000);
    outage();
    times(100_000);
    assertThat(show(0, marks.size(), Integer.MAX_VALUE)).hasSize(2);
    assertThat(read).isEqualTo((long) marks.size() * Index.LINE);

    read = 0;
    times(10);
    assertThat(show(7_000, marks.size(), Integer.MAX_VALUE)).hasSize(2);
    assertThat(read).isEqualTo((2 + 10) * Index.LINE);
  }

  @Example
  void aLookAtAFewLinesReadsThemAlone() throws Exception {
    times(200_000);

    assertThat(show(1_000, 1_100, Integer.MAX_VALUE)).isEmpty();

    assertThat(read).isEqualTo(100 * Index.LINE);
  }

  @Example
  void manyOutagesAreFoundOneAfterAnotherAndFewAreRemembered() throws Exception {
    for (int i = 0; i < 1000; i++) {
      outage();
    }
    assertThat(show(0, marks.size(), Integer.MAX_VALUE)).hasSize(2000);
    read = 0;

    assertThat(show(0, marks.size(), Integer.MAX_VALUE)).isEqualTo(marks);
    assertThat(read).isEqualTo((long) marks.size() * Index.LINE);
    assertThat(show(marks.size() - 40, marks.size(), 1)).hasSize(1);
    assertThat(read).isEqualTo((marks.size() + 1L) * Index.LINE);
  }

  @Example
  void anIndexThatBecameAnotherIsLookedAtAnew() throws Exception {
    times(1000);
    outage();
    assertThat(show(0, marks.size(), 9)).hasSize(2);
    long before = links.edition();

    marks.subList(0, 500).clear();
    links.forget();

    assertThat(show(0, marks.size(), 9)).hasSize(2);
    links.show(this::read, before, 0, 10, mark -> true);
    assertThat(show(0, marks.size(), 9)).hasSize(2);
  }

  @Property(tries = 300)
  void anyLooksAtAGrowingIndexFindWhatEveryLineSays(@ForAll long seed) throws Exception {
    var random = new Random(seed);
    marks.clear();
    links.forget();
    for (int i = 0; i < 30; i++) {
      for (int more = random.nextInt(40); more > 0; more--) {
        times(random.nextInt(60));
        outage();
      }
      times(random.nextInt(600));
      int first = random.nextInt(marks.size() + 1);
      int end = first + random.nextInt(marks.size() - first + 1);
      int most = random.nextBoolean() ? Integer.MAX_VALUE : 1 + random.nextInt(30);

      assertThat(show(first, end, most)).isEqualTo(everyLine(first, end, most));
    }
  }
}
