package dev.consolegw.gateway.wire.odorobo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.ConsoleInput.WindowChange;
import dev.consolegw.gateway.terminal.Printable;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ControlTest {
  private static final List<String> MESSAGES =
      List.of(
          "{\"type\":\"connected\",\"vm_id\":\"web1\"}",
          "{\"type\":\"error\",\"message\":\"Failed to resize console: \\u001b[2J\"}",
          "{\"type\":[{\"type\":1e999}],\"message\":null}",
          "{\"type\":\"connected\",\"vm_id\":\"web1\",\"extensions\":[\"break\"]}",
          "{\"type\":\"end\",\"status\":75,\"message\":\"bye\"}",
          "\u0000\uffff{}");

  @Test
  void theAgentsMessagesAreRead() {
    assertThat(Control.parse("{\"type\":\"connected\",\"vm_id\":\"web1\"}"))
        .isEqualTo(new Control.Connected(Printable.of("web1"), Set.of()));
    assertThat(Control.parse("{\"type\":\"error\",\"message\":\"no\",\"later\":[1]}"))
        .isEqualTo(new Control.Failed(Printable.of("no")));
    assertThat(Control.parse("{\"type\":\"error\"}"))
        .isEqualTo(new Control.Failed(Printable.of("unknown error")));
    assertThat(Control.parse("{\"type\":\"news\"}")).isEqualTo(new Control.Unknown());
    assertThat(Control.parse("\"error\"")).isEqualTo(new Control.Unknown());
  }

  @Test
  void theMessagesOfAGatewayAreRead() {
    assertThat(
            Control.parse(
                "{\"type\":\"connected\",\"vm_id\":\"web1\",\"extensions\":[\"break\",7,null]}"))
        .isEqualTo(new Control.Connected(Printable.of("web1"), Set.of("break", "7", "null")));
    assertThat(Control.parse("{\"type\":\"notice\",\"text\":\"a\\nb\"}"))
        .isEqualTo(new Control.Notice("a\nb"));
    assertThat(Control.parse("{\"type\":\"offset\",\"offset\":1}")).isEqualTo(new Control.Placed());
    assertThat(Control.parse("{\"type\":\"end\",\"status\":75,\"message\":\"bye\"}"))
        .isEqualTo(new Control.Ended(75, Printable.of("bye")));
    assertThat(Control.parse("{\"type\":\"role\",\"role\":\"write\"}"))
        .isEqualTo(new Control.Unknown());
  }

  @Test
  void sizesFitWhatTheAgentTakes() {
    assertThat(Control.resize(new WindowChange(120, 40, 0, 0)))
        .isEqualTo("{\"type\":\"resize\",\"cols\":120,\"rows\":40}");
    assertThat(Control.resize(new WindowChange(120, 40, 960, 640)))
        .isEqualTo(
            "{\"type\":\"resize\",\"cols\":120,\"rows\":40,\"x_pixels\":960,\"y_pixels\":640}");
    assertThat(Control.resize(new WindowChange(0, 70_000, 0, 640)))
        .isEqualTo("{\"type\":\"resize\",\"cols\":1,\"rows\":65535}");
  }

  @Test
  void nestingAndLengthAreBounded() {
    assertThat(Control.parse("[".repeat(10_000))).isEqualTo(new Control.Unknown());
    assertThat(
            Control.parse(
                "{\"type\":\"error\",\"message\":\"" + "x".repeat(Control.LENGTH_LIMIT) + "\"}"))
        .isEqualTo(new Control.Unknown());
  }

  @Property
  void anyTextIsAMessage(@ForAll long seed) {
    var random = new Random(seed);
    var text = new StringBuilder(MESSAGES.get(random.nextInt(MESSAGES.size())));
    for (int i = random.nextInt(5); i > 0; i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.setCharAt(at, (char) random.nextInt(128));
        case 1 -> text.insert(at, (char) random.nextInt(0x10000));
        default -> text.setLength(Math.max(1, at));
      }
    }

    assertThat(Control.parse(text.toString()) != null).isTrue();
  }
}
