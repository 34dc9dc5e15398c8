package dev.consolegw.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.consolegw.config.SettingsLoader;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.config.value.Pace;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.SettingsException;
import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.testing.Grants;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileDirectoryTest {
  private final Problems problems = new Problems();

  private FileDirectory read(String consoles) {
    var settings = SettingsLoader.parse("gw.yaml", "consoles:\n" + consoles, problems);
    return FileDirectory.of(settings, problems);
  }

  private List<String> mistakes() {
    try {
      problems.throwIfAny();
      return List.of();
    } catch (SettingsException all) {
      return all.problems().stream().map(Object::toString).toList();
    }
  }

  private static List<ConsoleEntry> entries(FileDirectory directory) {
    return directory.candidates(Grants.identity("alice"));
  }

  @Test
  void aTicketIsForWhatIsShownOne() {
    read(
        """
          lab/web1: { address: 'tcp://127.0.0.1:1', ticket-file: '/t' }
          lab/web2: { address: 'odorobo://127.0.0.1/a', ticket-file: '/t' }
        """);

    assertThat(mistakes())
        .containsExactly(
            "gw.yaml:2:58: ticket-file is for ws://, wss://, odorobo:// and odorobos://");
  }

  @Test
  void aNewListingAnnouncesWhatIsGoneNewOrOtherAndNothingElse() throws DialException {
    var directory =
        read(
            """
              lab/stays: { address: 'tcp://127.0.0.1:1' }
              lab/moves: { address: 'tcp://127.0.0.1:2' }
              lab/goes: { address: 'tcp://127.0.0.1:3' }
            """);
    var news = new ArrayList<DirectoryEvent>();
    directory.listen(news::add);
    var text =
        """
        # a line more
        consoles:
          lab/stays: { address: 'tcp://127.0.0.1:1' }
          lab/moves: { address: 'tcp://127.0.0.1:22' }
          lab/comes: { address: 'tcp://127.0.0.1:3' }
        """;

    var changes =
        directory.replace(
            FileDirectory.read(SettingsLoader.parse("gw.yaml", text, problems), problems));

    assertThat(changes).isEqualTo(new FileDirectory.Changes(1, 1, 1));
    assertThat(news).hasSize(3).contains(gone("lab/goes"));
    assertThat(news.stream().filter(DirectoryEvent.Changed.class::isInstance))
        .extracting(one -> ((DirectoryEvent.Changed) one).console().id().server())
        .containsExactlyInAnyOrder("lab/moves", "lab/comes");
    assertThat(directory.target(new ConsoleId("file", "lab/moves", "0")))
        .isEqualTo(DialTarget.of(Addresses.parse("tcp://127.0.0.1:22")));
    assertThatExceptionOfType(DialException.class)
        .isThrownBy(() -> directory.target(new ConsoleId("file", "lab/goes", "0")));
  }

  @Test
  void anotherShellIsAnnouncedAndAnotherLineForItIsNot() {
    var directory =
        read(
            """
              lab/stays: { address: 'tcp://127.0.0.1:1', shell: { user: root } }
              lab/web1: { address: 'tcp://127.0.0.1:2', shell: { user: root } }
            """);
    var news = new ArrayList<DirectoryEvent>();
    directory.listen(news::add);
    var text =
        """
        # a line more
        consoles:
          lab/stays: { address: 'tcp://127.0.0.1:1', shell: { user: root } }
          lab/web1: { address: 'tcp://127.0.0.1:2', shell: { user: deploy, linger: 1m } }
        """;

    directory.replace(
        FileDirectory.read(SettingsLoader.parse("gw.yaml", text, problems), problems));

    assertThat(mistakes()).isEmpty();
    assertThat(news)
        .singleElement()
        .isInstanceOfSatisfying(
            DirectoryEvent.Changed.class,
            changed -> {
              var shell = changed.console().shell().orElseThrow();
              assertThat(shell.user()).contains(Located.built("deploy"));
              assertThat(shell.linger()).isEqualTo(Duration.ofMinutes(1));
            });
  }

  private static DirectoryEvent gone(String server) {
    return new DirectoryEvent.Gone(new ConsoleId("file", server, "0"), FileDirectory.TAKEN_OUT);
  }

  @Test
  void aServerWithoutPortsHasOneCalledZero() throws DialException {
    var directory = read("  lab/web1: { address: 'unix:/run/web1.sock' }\n");

    var id = new ConsoleId("file", "lab/web1", "0");
    assertThat(mistakes()).isEmpty();
    assertThat(entries(directory)).extracting(ConsoleEntry::id).containsExactly(id);
    assertThat(entries(directory).getFirst().server().project()).isEqualTo("lab");
    assertThat(entries(directory).getFirst().server().name()).isEqualTo("web1");
    assertThat(directory.target(id))
        .isEqualTo(DialTarget.of(Addresses.parse("unix:/run/web1.sock")));
  }

  @Test
  void portsKeepTheirOrderAndWhatIsTheirs() {
    var directory =
        read(
            """
              lab/ttys:
                keep: 1MiB
                capture: always
                ports:
                  s1: { address: 'tcp://127.0.0.1:1', pace: 16B/20ms }
                  s0: { address: 'tcp://127.0.0.1:2' }
              lab/web1: { address: 'tcp://127.0.0.1:3' }
            """);

    var all = entries(directory);
    assertThat(mistakes()).isEmpty();
    assertThat(all).extracting(entry -> entry.id().port()).containsExactly("s1", "s0", "0");
    assertThat(all.getFirst().pace()).contains(new Pace(16, Duration.ofMillis(20)));
    assertThat(all.get(1).pace()).isEmpty();
    assertThat(all.getFirst().keep()).isEqualTo(new ByteSize(1 << 20));
    assertThat(directory.captured())
        .extracting(entry -> entry.id().port())
        .containsExactly("s1", "s0");
  }

  @Test
  void everyMistakeIsReportedAtItsPlaceAndTheRestIsRead() {
    var directory =
        read(
            """
              lab/a: { address: 'carrier-pigeon:coop' }
              lab/b: { address: 'tcp://127.0.0.1' }
              lab/c: { address: 'tcp://127.0.0.1:1', qmp: 'nonsense' }
              lab/d:
                ports:
                  s0: { address: 'unix:relative' }
                  s1: { address: 'tcp://127.0.0.1:2' }
            """);

    assertThat(mistakes())
        .hasSize(4)
        .anyMatch(line -> line.startsWith("gw.yaml:2:21") && line.contains("carrier-pigeon"))
        .anyMatch(line -> line.startsWith("gw.yaml:3:21") && line.contains("port"))
        .anyMatch(line -> line.startsWith("gw.yaml:4:") && line.contains("address begins with"))
        .anyMatch(line -> line.startsWith("gw.yaml:7:") && line.contains("unix:/path"));
    assertThat(entries(directory))
        .extracting(entry -> entry.id().toString())
        .contains("file/lab/d:s1");
  }

  @Test
  void aConsoleThatIsNotListedCannotBeDialled() {
    var directory = read("  lab/web1: { address: 'tcp://127.0.0.1:1' }\n");

    assertThatExceptionOfType(DialException.class)
        .isThrownBy(() -> directory.target(new ConsoleId("file", "lab/gone", "0")))
        .withMessageContaining("no longer in the configuration");
  }
}
