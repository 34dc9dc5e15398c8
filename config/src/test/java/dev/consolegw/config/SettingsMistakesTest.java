package dev.consolegw.config;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.config.value.Secret;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.SettingsException;
import dev.consolegw.config.yaml.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsMistakesTest {
  private static final Path RESOURCES = Path.of("src/test/resources");

  private final Problems problems = new Problems();

  @Test
  void everyMistakeOfAFileIsReportedAtOnceWhereItStands() throws IOException {
    String broken = Files.readString(RESOURCES.resolve("mistakes.yaml"));

    SettingsLoader.parse("mistakes.yaml", broken, problems);

    Golden.assertSame(RESOURCES.resolve("mistakes.txt"), report());
    assertThatThrownBy(problems::throwIfAny).isInstanceOf(SettingsException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "ssh: {listen: '[::1]:22'          | 1:25: this is not YAML: while parsing a flow mapping",
        "ssh: @home                        | 1:6: this is not YAML",
        "state: *gone                      | 1:8: no value above has the anchor '&gone'",
        "state: &me [*me]                  | 1:13: no value above has the anchor '&me'",
        "- state                           | 1:1: the file must hold keys and values, not a list",
        "word                              | 1:1: the file must hold keys and values, not text",
        "state: !!str /a                   | 1:8: tags such as !name",
        "state: {a: /b}                    | 1:8: state: write one value here, not keys and values",
        "ssh: 2222                         | 1:6: ssh: write keys and values here, not text",
        "users: [alice]                    | 1:8: users: write keys and values here, not a list",
        "ssh: {listen: []}                 | 1:15: listen: needs at least 1 in the list",
        "ssh: {listen: [~]}                | 1:16: listen: has no value",
        "ssh: {strangers: 1000001}         | 1:18: strangers: 1000001 is out of range; write at"
            + " least 1 and at most 1000000",
        "history: {keep: 99999999TiB}      | 1:17: keep: '99999999TiB' is too large",
        "ssh: {silent-seat: 9s}            | 1:20: silent-seat: '9s' is too short; write at least"
            + " 10s",
        "vspc: {listen: 'ssh://h:1'}       | 1:16: listen: 'ssh://h:1' is no address for telnet",
        "vspc: {listen: 'telnet://h'}      | 1:16: listen: 'h' is no address with a port",
        "vspc: {client-ports: {listen: 0.0.0.0}} | 1:31: anybody who reaches 0.0.0.0 could open"
            + " consoles without a key; write the clients' networks under allow",
        "vspc: {client-ports: {listen: 127.x.example}} | 1:31: anybody who reaches 127.x.example",
        "vspc: {client-ports: {listen: 'h:1'}} | 1:31: listen: 'h:1' is no address without a port",
        "vspc: {projects: [{project: p, openstack: true}]} | 1:19: any host could claim to run a"
            + " server of the cloud; write the networks of the cloud's hosts under from",
        "vspc: {projects: [{project: vspc, from: [10.0.0.0/8], openstack: true}]} | 1:29: VMs of"
            + " other hosts are in project 'vspc', too",
        "vspc: {client-ports: {mode: all}} | 1:29: mode: 'all' is not known here; write one of"
            + " read, write, exclusive, free-for-all",
        "vspc: {listen: '0.0.0.0:1'}       | 1:16: anybody who reaches telnet://0.0.0.0:1 could"
            + " claim to be any VM; write the hosts' networks under allow",
        "vspc: {listen: 'telnets://[::1]:1'} | 1:16: telnets:// needs a certificate; write tls:",
        "vspc: {listen: ['telnet://10.0.0.1:1', 'telnets://10.0.0.1:2'], tls: {cert: /c, client-ca:"
            + " /a}} | 1:17: anybody who reaches telnet://10.0.0.1:1",
        "vspc: {projects: [{project: ' '}]} | 1:29: ' ' is no name",
        "vspc: {allow: [10.0.0.0/33]}      | 1:16: allow: '10.0.0.0/33' has a prefix of more than",
        "ssh: {silent-end: 36501d}         | 1:19: silent-end: '36501d' is out of range",
      })
  void oneMistakeIsToldInOneSentence(String text, String report) {
    SettingsLoader.parse("f", text, problems);

    assertThat(problems.all()).hasSize(1);
    assertThat(report()).startsWith("f:" + report);
  }

  @Test
  void aSecondDocumentIsAMistakeWhereItStarts() {
    SettingsLoader.parse("f", "state: /a\n---\nstate: /b\n", problems);

    assertThat(report()).startsWith("f:2:1: a second document starts here");
  }

  @Test
  void aControlCharacterIsAMistakeWhereItStands() {
    SettingsLoader.parse("f", "# \uD83D\uDE00\nstate: /a\u0007\n", problems);

    assertThat(report())
        .isEqualTo("f:2:10: this character may not stand in YAML: U+0007; remove it\n");
  }

  @Test
  void theValuesOfHeadersAreNotPrinted() {
    var settings =
        SettingsLoader.parse(
            "f", "consoles: {a/b: {address: 'ws://c', headers: {Cookie: hush}}}", problems);

    assertThat(report()).isEmpty();
    assertThat(settings.consoles().values())
        .singleElement()
        .extracting(Settings.Console::headers)
        .isEqualTo(Map.of("Cookie", new Secret("hush")));
    assertThat(settings.toString()).contains("Cookie").doesNotContain("hush");
  }

  @Test
  void aFileThatIsNotThereIsOneProblemAndTheDefaultsComeBack(@TempDir Path folder) {
    Path file = folder.resolve("none.yaml");

    var settings = SettingsLoader.load(file, problems);

    assertThat(report()).isEqualTo(file + ": no such file; write it, or name another one\n");
    assertThat(settings.state()).isEqualTo(Path.of("/var/lib/console-gw"));
  }

  @Test
  void aFolderIsNoFile(@TempDir Path folder) {
    SettingsLoader.load(folder, problems);

    assertThat(report()).startsWith(folder + ": cannot be read: ");
  }

  @Test
  void aByteThatIsNotUtf8IsReportedWhereItStands(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("latin1.yaml");
    Files.write(file, new byte[] {'#', ' ', (byte) 0xC3, (byte) 0xA4, '\n', 'a', ':', (byte) 0xE4});

    SettingsLoader.load(file, problems);

    assertThat(report())
        .isEqualTo(file + ":2:3: the byte 0xE4 is not UTF-8 here; save the file as UTF-8\n");
  }

  @Test
  void aFileThatIsTooLargeIsNotRead(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("large.yaml");
    Files.writeString(file, "#".repeat((int) TextFile.MAX_SIZE.bytes() + 1));

    SettingsLoader.load(file, problems);

    assertThat(report()).isEqualTo(file + ": larger than 8MiB; a configuration file may not be\n");
  }

  private String report() {
    return problems.all().stream().map(problem -> problem + "\n").collect(joining());
  }
}
