package dev.consolegw.gateway.history.merge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.history.Printed;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class BacklogOverlapPropertiesTest {
  /** Of two letters, so that much matches by chance. */
  @Property
  void theLongestOverlapIsFound(
      @ForAll @StringLength(max = 120) @CharRange(from = 'a', to = 'b') String stored,
      @ForAll @StringLength(min = 1, max = 120) @CharRange(from = 'a', to = 'b') String backlog) {
    int end = BacklogOverlap.end(bytes(stored), bytes(backlog));

    assertThat(end).isEqualTo(slowly(stored, backlog));
  }

  private static int slowly(String stored, String backlog) {
    for (int end = backlog.length(); end > 0; end--) {
      var seen = backlog.substring(0, end);
      int common = Math.min(end, stored.length());
      boolean enough =
          common >= BacklogOverlap.SHORTEST
              || (common == end && (end == backlog.length() || end == stored.length()));
      if (enough && common > 0 && (stored.endsWith(seen) || seen.endsWith(stored))) {
        return end;
      }
    }
    return -1;
  }

  /** What a guest printed, seen through a ring of the far side; two lines of it look the same. */
  @Property
  void nothingIsLostAndNothingTwice(
      @ForAll long seed,
      @ForAll @IntRange(max = 300) int known,
      @ForAll @IntRange(max = 300) int missed,
      @ForAll @IntRange(min = 1, max = 400) int ring) {
    var all = Printed.bytes(seed, known + missed);
    var stored = Arrays.copyOf(all, known);
    var backlog = Arrays.copyOfRange(all, Math.max(0, all.length - ring), all.length);

    int end = BacklogOverlap.end(stored, backlog);

    int common = Math.min(known, backlog.length - missed);
    if (common >= BacklogOverlap.SHORTEST && missed < backlog.length) {
      assertThat(end).isEqualTo(backlog.length - missed);
    }
  }

  @Example
  void aLineEndInCommonIsChance() {
    assertThat(BacklogOverlap.end(bytes("login: \r\n"), bytes("\r\nBooting"))).isEqualTo(-1);
    assertThat(BacklogOverlap.end(bytes("x".repeat(99) + "login: "), bytes("login: ")))
        .isEqualTo(7);
    assertThat(BacklogOverlap.end(bytes("log"), bytes("login: "))).isEqualTo(3);
    assertThat(BacklogOverlap.end(bytes(""), bytes("login: "))).isEqualTo(-1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
