package dev.consolegw.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backup and a restore by the very commands of docs/installing.md, with another folder's name.
 */
@Tag("slow")
class BackupTest {
  private static final Path PAGE = Path.of("..", "docs", "installing.md");

  @TempDir private Path folder;

  /** The commands of a block of the page, by a word in them. */
  private void run(String word, Path parent) throws IOException {
    var block =
        Pattern.compile("(?s)```sh\n([^`]*?" + Pattern.quote(word) + "[^`]*?)```")
            .matcher(Files.readString(PAGE));
    assertThat(block.find()).as(word).isTrue();
    var commands =
        block
            .group(1)
            .replace("/var/lib", parent.toString())
            .replace(" console-gw-backup", " " + folder.resolve("console-gw-backup"))
            // There is no user of that name here.
            .replaceAll("(?m)^chown .*\n", "")
            .replace("setpriv --reuid console-gw --regid console-gw --clear-groups ", "");
    Program.run("sh", "-e", "-c", commands);
  }

  /** One whose state is in a folder {@code state}, beside its settings. */
  private static GatewayProcess start(Path folder, FakeGuest guest) {
    return GatewayProcess.start(folder, List.of(), TestGateway.console("lab/web1", guest));
  }

  @Test
  void whatWasPrintedBeforeIsThereAndNothingLaterHasItsOffsets() throws Exception {
    var old = Files.createDirectory(folder.resolve("old"));
    var other = Files.createDirectory(folder.resolve("other"));
    try (var guest = FakeGuest.unix(folder.resolve("guest"))) {
      try (var gateway = start(old, guest)) {
        print(gateway, guest, "before the backup");
        print(gateway, guest, "and still before");
        gateway.stop();
      }
      Files.move(old.resolve("state"), old.resolve("console-gw"));
      run("-czf", old);
      run("-xzpf", other);
      Files.move(other.resolve("console-gw"), other.resolve("state"));
      try (var gateway = start(other, guest);
          var ssh = gateway.ssh("web1").pipes()) {
        ssh.awaitNotice(" offset=" + (1L << 32) + "\n");
        assertThat(gateway.ssh("web1").command("log --raw").run().out())
            .isEqualTo("before the backupand still before");
      }
    }
  }

  private static void print(GatewayProcess gateway, FakeGuest guest, String text) {
    try (var ssh = gateway.ssh("web1").pipes().attached()) {
      guest.print(text);
      ssh.awaitOut(text);
    }
  }
}
