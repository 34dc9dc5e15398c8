package dev.consolegw.gateway.picker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.terminal.Printable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class FrameTest {
  private static final Facts FACTS = new Facts("live", "alice", "3s");

  private static Choice choice(List<String> names) {
    var choice = new Choice();
    choice.rows(
        ChoiceTest.rows(
            names.stream().map(Printable::of).map(Printable::toString).toArray(String[]::new)));
    return choice;
  }

  private static List<String> draw(Choice choice, int rows, int columns, String note) {
    return Frame.of(choice, _ -> FACTS, new Tty.Size(rows, columns), note).lines().stream()
        .map(line -> line.toString().stripTrailing())
        .toList();
  }

  @Test
  void aFrameLooksLikeThis() {
    var choice = choice(List.of("lab/web1", "lab/名前", "lab/" + "long".repeat(20)));

    assertThat(draw(choice, 7, 70, ""))
        .containsExactly(
            " >                                                                  3",
            " console                          state       writer            output",
            " lab/web1                         live        alice             3s",
            " lab/名前                         live        alice             3s",
            " lab/longlonglonglonglonglonglo…  live        alice             3s",
            "",
            " Enter opens   Esc clears the filter   q leaves");
  }

  @Test
  void aWideTerminalShowsTheSelectedScreenBesideTheList() {
    var size = new Tty.Size(5, 120);
    var preview = List.of("gone", "login: root", "\u6f22".repeat(60), "$ ls", "a", "b");

    var lines =
        Frame.of(choice(List.of("lab/web1")), _ -> FACTS, size, "", preview).lines().stream()
            .map(AttributedString::toString)
            .toList();

    assertThat(lines).hasSize(5);
    assertThat(lines.get(2)).startsWith(" lab/web1");
    assertThat(lines.stream().map(line -> line.substring(60)).toList())
        .containsExactly(
            "\u2502 login: root",
            "\u2502 " + "\u6f22".repeat(29),
            "\u2502 $ ls",
            "\u2502 a",
            "\u2502 b");
    assertThat(Frame.hasPreview(new Tty.Size(24, 119))).isFalse();
  }

  @Test
  void whereThereAreNoneItSaysSo() {
    assertThat(draw(choice(List.of()), 5, 80, ""))
        .anyMatch(line -> line.contains("no console that"));
  }

  @Test
  void agesAreInTheLargestUnit() {
    assertThat(Facts.age(Duration.ofSeconds(-5))).isEqualTo("0s");
    assertThat(Facts.age(Duration.ofSeconds(59))).isEqualTo("59s");
    assertThat(Facts.age(Duration.ofSeconds(3599))).isEqualTo("59m");
    assertThat(Facts.age(Duration.ofHours(47))).isEqualTo("1d");
  }

  @Test
  void onlyLinesThatDifferAreDrawnAgain() {
    var choice = choice(List.of("a", "b", "c"));
    var painter = new Painter();
    var size = new Tty.Size(10, 40);
    byte[] _ = painter.paint(Frame.of(choice, _ -> FACTS, size, ""));

    var same = painter.paint(Frame.of(choice, _ -> FACTS, size, ""));
    choice.move(1);
    var moved =
        new String(painter.paint(Frame.of(choice, _ -> FACTS, size, "")), StandardCharsets.UTF_8);

    assertThat(same).isEmpty();
    assertThat(moved).contains(" a ", " b ").doesNotContain(" c ");
  }

  @Property
  void everyFrameFitsItsTerminalAndShowsTheSelectedConsole(
      @ForAll @Size(max = 8) List<String> names,
      @ForAll @IntRange(max = 9) int down,
      @ForAll @IntRange(min = 1, max = 12) int rows,
      @ForAll @IntRange(min = 1, max = 100) int columns) {
    var choice = choice(names);
    choice.move(down);

    var frame = Frame.of(choice, _ -> FACTS, new Tty.Size(rows, columns), "");

    assertThat(frame.lines()).hasSizeLessThanOrEqualTo(rows);
    assertThat(frame.lines()).allMatch(line -> line.columnLength() <= columns);
    assertThat(frame.lines()).allMatch(line -> line.chars().noneMatch(Character::isISOControl));
    assertThat(frame.cursor()).isBetween(0, columns - 1);
    assertThat(frame.lines().stream().filter(FrameTest::isInverse).count())
        .isEqualTo(names.isEmpty() ? 0 : 1);
  }

  private static boolean isInverse(AttributedString line) {
    return line.toAnsi().contains("\033[7m");
  }

  @Test
  void aServerThatDoesNotRunAsUsualShowsTheStateItIsIn() {
    assertThat(Facts.UNOPENED.on("ACTIVE").state()).isEqualTo("ACTIVE");
    assertThat(Facts.UNOPENED.on("SHUTOFF").state()).isEqualTo("SHUTOFF");
    assertThat(Facts.UNOPENED.on("").state()).isEqualTo("idle");
    assertThat(FACTS.on("ACTIVE")).isEqualTo(FACTS);
    assertThat(FACTS.on("HARD_REBOOT")).isEqualTo(new Facts("HARD_REBOOT", "alice", "3s"));
  }
}
