package dev.consolegw.gateway.history.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.state.DirectoryName;
import java.util.regex.Pattern;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;

class NamesAndMarksPropertiesTest {
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_%-][A-Za-z0-9_.%~-]*");

  @Property
  void everyKeyHasASafeName(@ForAll @StringLength(min = 1, max = 30) String key) {
    var name = DirectoryName.of(key);

    assertThat(SAFE.matcher(name).matches()).isTrue();
    assertThat(name.length()).isLessThanOrEqualTo(200);
  }

  @Property
  void differentKeysHaveDifferentNames(
      @ForAll @StringLength(min = 1, max = 30) String one,
      @ForAll @StringLength(min = 1, max = 30) String other) {
    Assume.that(!one.equals(other));

    assertThat(DirectoryName.of(one)).isNotEqualTo(DirectoryName.of(other));
  }

  @Example
  void namesThatLookLikeOthersAreToldApart() {
    assertThat(DirectoryName.of("lab/web1.example-2_x")).isEqualTo("lab%2Fweb1.example-2_x");
    assertThat(DirectoryName.of("..")).isEqualTo("%2E.");
    assertThat(DirectoryName.of(".lock")).isEqualTo("%2Elock");
    assertThat(DirectoryName.of("lab%2Fx")).isNotEqualTo(DirectoryName.of("lab/x"));
    assertThat(DirectoryName.of("\uD800")).isNotEqualTo(DirectoryName.of("\uD801"));
    var longName = "x".repeat(300);
    assertThat(DirectoryName.of(longName)).isNotEqualTo(DirectoryName.of(longName + "x"));
    assertThat(DirectoryName.of(DirectoryName.of(longName)))
        .isNotEqualTo(DirectoryName.of(longName));
  }

  @Property
  void everyMarkReadsBackAsItself(
      @ForAll @LongRange(min = 0, max = 9_999_999_999_999L) long millis,
      @ForAll @LongRange(min = 0) long offset,
      @ForAll Index.Kind kind) {
    var mark = new Index.Mark(millis, offset, kind);

    assertThat(mark.line().getBytes(US_ASCII)).hasSize(Index.LINE);
    assertThat(Index.Mark.parse(mark.line())).contains(mark);
  }

  @Property
  void aDamagedLineIsReadAsWhatItSaysOrNotAtAll(
      @ForAll @LongRange(min = 0) long offset,
      @ForAll Index.Kind kind,
      @ForAll @IntRange(max = Index.LINE - 1) int at,
      @ForAll @CharRange(from = '\0', to = 'z') char damage) {
    var line = new StringBuilder(new Index.Mark(0, offset, kind).line());
    line.setCharAt(at, damage);

    var read = Index.Mark.parse(line.toString());

    assertThat(read.map(Index.Mark::line).orElse(line.toString())).isEqualTo(line.toString());
  }
}
