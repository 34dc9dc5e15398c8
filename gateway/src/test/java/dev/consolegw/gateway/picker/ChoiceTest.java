package dev.consolegw.gateway.picker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.directory.ConsoleId;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ChoiceTest {
  private final Choice choice = new Choice();

  static List<Row> rows(String... labels) {
    return Stream.of(labels).map(l -> new Row(new ConsoleId("file", l, "0"), l)).toList();
  }

  private void type(String text) {
    text.codePoints().forEach(choice::type);
  }

  private List<String> shown() {
    return choice.shown().stream().map(Row::label).toList();
  }

  @Test
  void everyWordHasToBeSomewhereWhateverItsCase() {
    choice.rows(rows("lab/web1", "lab/Web2", "prod/web1", "lab/db"));

    type("WEB la ");

    assertThat(shown()).containsExactly("lab/web1", "lab/Web2");
  }

  @Test
  void whoIsSelectedStaysSoWhileItIsShown() {
    choice.rows(rows("a1", "b1", "c1"));
    choice.move(2);

    type("1");
    choice.rows(rows("new1", "a1", "b1", "c1"));
    assertThat(choice.selectedId()).map(ConsoleId::server).contains("c1");

    choice.rows(rows("a1", "b1"));
    assertThat(choice.selectedId()).map(ConsoleId::server).contains("b1");
  }

  @Test
  void erasingTakesWholeCharacters() {
    choice.rows(rows("a"));

    type("a👍");
    choice.erase();
    assertThat(choice.filter()).isEqualTo("a");
    choice.erase();
    choice.erase();
    assertThat(choice.filter()).isEmpty();
  }

  @Test
  void aFilterIsOnlySoLong() {
    type("x".repeat(Choice.LONGEST + 50));

    assertThat(choice.filter()).hasSize(Choice.LONGEST);
  }

  @Test
  void tenThousandConsolesAreFilteredBetweenTwoKeys() {
    choice.rows(
        rows(IntStream.range(0, 10_000).mapToObj(i -> "lab/vm-" + i).toArray(String[]::new)));

    type("vm 99");
    choice.move(Integer.MAX_VALUE);

    assertThat(shown()).hasSize(280).allMatch(label -> label.contains("99"));
    assertThat(choice.selected()).isEqualTo(279);
  }

  @Property(tries = 1000)
  void whateverIsDoneTheSelectedIsOneOfTheShown(
      @ForAll @Size(max = 60) List<Integer> steps, @ForAll @Size(max = 5) List<String> labels) {
    choice.rows(rows(labels.toArray(String[]::new)));

    for (int step : steps) {
      switch (Math.floorMod(step, 5)) {
        case 0 -> choice.move(step);
        case 1 -> choice.type('a' + Math.floorMod(step, 26));
        case 2 -> choice.erase();
        case 3 -> choice.eraseAll();
        default ->
            choice.rows(rows(labels.stream().limit(Math.floorMod(step, 6)).toArray(String[]::new)));
      }

      assertThat(choice.selected()).isBetween(0, Math.max(0, choice.shown().size() - 1));
    }
  }
}
