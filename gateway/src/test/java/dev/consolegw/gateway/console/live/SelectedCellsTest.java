package dev.consolegw.gateway.console.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.terminal.screen.ScreenModel;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What menus show as selected. */
class SelectedCellsTest {
  private static List<String> selected(String output) {
    var screen = new ScreenModel(24, 80);
    screen.feed(ByteBuffer.wrap(output.getBytes(UTF_8)));
    return SelectedCells.of(screen).stream().flatMap(List::stream).toList();
  }

  /** As GRUB draws it on a serial line: each entry again, the selected one in other colours. */
  private static String grub(int selected) {
    var menu = new StringBuilder("\033[0m\033[37m\033[40m\033[2J\033[2;30HGNU GRUB");
    var items = List.of("Debian GNU/Linux", "Advanced options", "UEFI Firmware Settings");
    for (int i = 0; i < items.size(); i++) {
      menu.append(i == selected ? "\033[0m\033[30m\033[47m" : "\033[0m\033[37m\033[40m")
          .append("\033[%02d;03H%s%-74s".formatted(5 + i, i == selected ? "*" : " ", items.get(i)));
    }
    return menu.append("\033[0m\033[37m\033[40m\033[20;2HPress enter").toString();
  }

  @Test
  void anEntryOfGrub() {
    assertThat(selected(grub(0))).containsExactly("*Debian GNU/Linux");
    assertThat(selected(grub(1))).containsExactly("*Advanced options");
    assertThat(selected(grub(0) + grub(2))).containsExactly("*UEFI Firmware Settings");
  }

  @Test
  void anEntryOfAFirmwareInABoxOfColour() {
    var box = new StringBuilder("\033[0;37;44m\033[2J");
    box.append("\033[5;5HUEFI disk \033[0;30;47m\033[6;5HUEFI PXEv4\033[0;37;44m\033[7;5HShell");

    assertThat(selected(box.toString())).containsExactly("UEFI PXEv4");
  }

  @Test
  void reverseVideoAndInABoxOfReverseWhatIsNot() {
    assertThat(selected("one\r\n\033[7mtwo\033[0m\r\nthree")).containsExactly("two");
    var rows = new StringBuilder("\033[H\033[2J");
    for (int row = 5; row < 12; row++) {
      rows.append("\033[%d;10H\033[7m%-30s\033[0m".formatted(row, "item " + row));
    }
    rows.append("\033[8;10Hitem 8");

    assertThat(selected(rows.toString())).containsExactly("item 8");
  }

  @Test
  void plainTextIsNeverSelected() {
    assertThat(selected("one\r\n\r\ntwo\033[24;1Hlast")).isEmpty();
  }
}
