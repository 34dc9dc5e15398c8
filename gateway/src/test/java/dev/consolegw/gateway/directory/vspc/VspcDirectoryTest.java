package dev.consolegw.gateway.directory.vspc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.config.Settings;
import dev.consolegw.config.SettingsLoader;
import dev.consolegw.config.VspcSettings;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.directory.DirectoryEvent;
import dev.consolegw.gateway.directory.StoredConsole;
import dev.consolegw.gateway.testing.Grants;
import dev.consolegw.gateway.testing.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VspcDirectoryTest {
  private static final String UUID = "01 23 45 67 89 ab cd ef-fe dc ba 98 00 00 00 00";
  private static final InetAddress HERE = InetAddress.ofLiteral("10.0.0.1");
  private static final InetAddress THERE = InetAddress.ofLiteral("10.9.0.1");

  private final ManualClock clock = new ManualClock();
  private final List<DirectoryEvent> news = new ArrayList<>();
  @TempDir private Path folder;

  private VspcDirectory directory(String vspc) throws IOException {
    var directory =
        new VspcDirectory(
            settings(vspc),
            new ByteSize(1 << 20),
            folder.resolve("vspc"),
            new VspcDirectory.Surroundings(clock, clock, CloudServers.NONE, List.of()));
    directory.load();
    directory.listen(news::add);
    return directory;
  }

  @Test
  void anotherShellIsToldOfEveryVm() throws IOException {
    var directory = directory("{ shell: { user: root } }");
    var id = arrives(directory, claim("web1", UUID, "", HERE));
    news.clear();

    directory.replace(settings("{  shell: { user: root } }"));
    assertThat(news).isEmpty();
    directory.replace(settings("{ shell: { user: deploy } }"));

    assertThat(news)
        .singleElement()
        .isInstanceOfSatisfying(
            DirectoryEvent.Changed.class,
            changed -> {
              assertThat(changed.console().id()).isEqualTo(id);
              assertThat(changed.console().shell().orElseThrow().user())
                  .contains(Located.built("deploy"));
            });
    assertThat(all(directory).getFirst().shell()).isPresent();
  }

  private static VspcSettings settings(String vspc) {
    var problems = new Problems();
    Settings settings = SettingsLoader.parse("f", "vspc: " + vspc + "\n", problems);
    assertThat(problems.all()).isEmpty();
    return settings.vspc().orElseThrow();
  }

  private static Claim claim(String name, String uuid, String uri, InetAddress from) {
    return Claim.of(name, uuid, uri, from);
  }

  private static ConsoleId arrives(VspcDirectory directory, Claim claim) {
    var id = directory.console(claim).orElseThrow();
    directory.arrived(id, claim);
    return id;
  }

  private static List<ConsoleEntry> all(VspcDirectory directory) {
    return directory.candidates(Grants.identity("alice"));
  }

  @ParameterizedTest
  @CsvSource({
    "01 23 45 67 89 ab cd ef-fe dc ba 98 00 00 00 00, 01234567-89ab-cdef-fedc-ba9800000000",
    "0123456789ABCDEF-FEDCBA9800000000, 01234567-89ab-cdef-fedc-ba9800000000",
    "01234567-89ab-cdef-fedc-ba9800000000, 01234567-89ab-cdef-fedc-ba9800000000",
    "0123, ''",
    "'', ''"
  })
  void aUuidIsReadInEverySpelling(String written, String uuid) {
    assertThat(claim("n", written, "", HERE).uuid()).isEqualTo(uuid);
  }

  @ParameterizedTest
  @CsvSource({
    "s0, s0",
    "'', 0",
    "vSPC.py, 0",
    "vSPC.py?port=s1, s1",
    "vSPC.py?a=b&port=com2, com2",
    "tcp://h:1/x, tcp%3A%2F%2Fh%3A1%2Fx",
    "a_b, a_b"
  })
  void thePortsLabelIsItsUri(String uri, String label) {
    assertThat(claim("n", UUID, uri, HERE).port()).isEqualTo(label);
  }

  @Test
  void whatIsKnownOfAVmIsShownAndItsPortsAreInOrder() throws Exception {
    var directory = directory("");
    for (var port : List.of("s10", "s9", "s0")) {
      arrives(directory, claim("web1", UUID, port, HERE));
    }

    var entries = all(directory);

    assertThat(entries).extracting(one -> one.id().port()).containsExactly("s0", "s9", "s10");
    assertThat(entries)
        .extracting(one -> one.id().server())
        .containsOnly(entries.getFirst().id().server());
    var server = entries.getFirst().server();
    assertThat(server.directory()).isEqualTo("vspc");
    assertThat(server.project()).isEqualTo("vspc");
    assertThat(server.name()).isEqualTo("web1");
    assertThat(server.id()).isEqualTo("01234567-89ab-cdef-fedc-ba9800000000");
    assertThat(entries.getFirst().status().state()).isEqualTo("connected");
    assertThat(entries.getFirst().captured()).isTrue();
    assertThat(directory.target(entries.getFirst().id()).address().toString())
        .isEqualTo("vspc:inbound:" + entries.getFirst().id());
    assertThat(ConsoleId.parse(entries.getFirst().id().toString()))
        .contains(entries.getFirst().id());
  }

  @Test
  void aVmThatSaysNothingOfItselfHasAPlaceOfItsHost() throws Exception {
    var directory = directory("");
    var first = arrives(directory, claim("", "", "s0", HERE));
    var second = arrives(directory, claim("", "", "s0", HERE));
    directory.left(first);
    var again = arrives(directory, claim("", "", "s0", HERE));

    assertThat(second).isNotEqualTo(first);
    assertThat(again).isEqualTo(first);
    assertThat(all(directory))
        .extracting(one -> one.server().name())
        .containsExactly("10.0.0.1-1", "10.0.0.1-2");
  }

  @Test
  void theFirstProjectThatMatchesCounts() throws Exception {
    var directory =
        directory(
            "{ projects: [ { from: [10.9.0.0/16], project: far }, { name: \"web*\", uri: \"s?\","
                + " project: never }, { name: \"w*b*1\", project: web }, { uuid: \"0123*\","
                + " project: byid } ] }");

    assertThat(arrives(directory, claim("web1", UUID, "s0", THERE)).server()).endsWith("@far");
    assertThat(arrives(directory, claim("web1", UUID, "s0", HERE)).server()).endsWith("@web");
    assertThat(arrives(directory, claim("db", UUID, "s0", HERE)).server()).endsWith("@byid");
    assertThat(arrives(directory, claim("db", "", "s0", HERE)).server()).endsWith("@vspc");
  }

  @Test
  void whatAnotherHostOfAnotherProjectClaimsIsAnotherConsole() throws Exception {
    var directory = directory("{ projects: [ { from: [10.9.0.0/16], project: far } ] }");

    var near = arrives(directory, claim("web1", UUID, "s0", HERE));
    var far = arrives(directory, claim("web1", UUID, "s0", THERE));

    assertThat(near).isNotEqualTo(far);
    assertThat(all(directory)).hasSize(2);
  }

  @Test
  void aVmStaysListedUntilItExpires() throws Exception {
    var directory = directory("{ expire: 1h }");
    var id = arrives(directory, claim("web1", UUID, "s0", HERE));
    directory.left(id);
    clock.advance(Duration.ofMinutes(59));
    directory.expire(_ -> false);
    assertThat(all(directory).getFirst().status().state()).isEqualTo("down");

    clock.advance(Duration.ofMinutes(2));
    directory.expire(_ -> true);
    assertThat(all(directory)).hasSize(1);
    directory.expire(_ -> false);

    assertThat(all(directory)).isEmpty();
    assertThat(news.getLast()).isInstanceOf(DirectoryEvent.Gone.class);
    assertThatThrownBy(() -> directory.target(id)).isInstanceOf(DialException.class);
  }

  @Test
  void aVmThatIsConnectedDoesNotExpire() throws Exception {
    var directory = directory("{ expire: 1h }");
    arrives(directory, claim("web1", UUID, "s0", HERE));

    clock.advance(Duration.ofDays(9));
    directory.expire(_ -> false);

    assertThat(all(directory)).hasSize(1);
  }

  @Test
  void whatIsKnownOutlivesARestart() throws Exception {
    var before = directory("{ expire: 1h }");
    arrives(before, claim("My VM (old) é", UUID, "s0", HERE));
    var gone = arrives(before, claim("", "", "", HERE));
    before.left(gone);
    before.save();
    clock.advance(Duration.ofMinutes(30));

    var after = directory("{ expire: 1h }");

    assertThat(all(after)).hasSize(2);
    assertThat(all(after)).extracting(one -> one.status().state()).containsOnly("down");
    assertThat(all(after))
        .extracting(one -> one.server().name())
        .containsExactlyInAnyOrder("My VM (old) é", "10.0.0.1-1");
    clock.advance(Duration.ofMinutes(31));
    after.expire(_ -> false);
    assertThat(all(after)).extracting(one -> one.server().name()).containsExactly("My VM (old) é");
  }

  @Test
  void aFileThatIsNotOursIsNoTrouble() throws Exception {
    Files.writeString(folder.resolve("vspc"), "something else\n");
    assertThat(all(directory(""))).isEmpty();

    Files.writeString(
        folder.resolve("vspc"), "console-gw vspc 1\nhalf a line\ndown x a b c d e\n\n");
    assertThat(all(directory(""))).isEmpty();
  }

  @Test
  void anotherNameIsToldOnce() throws Exception {
    var directory = directory("");
    var id = arrives(directory, claim("web1", UUID, "s0", HERE));
    news.clear();

    directory.named(id, "web2");
    directory.named(id, "web2");
    directory.named(id, "");

    assertThat(news).hasSize(1);
    assertThat(all(directory).getFirst().server().name()).isEqualTo("web2");
    var before = all(directory).getFirst().server();
    directory.named(id, "web3");
    assertThat(directory.refreshed(before).name()).isEqualTo("web3");
  }

  @Test
  void thereIsNoRoomForMorePortsThanSaid() throws Exception {
    var directory = directory("{ ports: 1 }");
    var first = claim("web1", UUID, "s0", HERE);
    arrives(directory, first);

    assertThat(directory.console(claim("web2", "", "s0", HERE))).isEmpty();
    assertThat(directory.console(first)).isPresent();
  }

  @Test
  void aConsoleThatIsGoneIsRemembered() throws Exception {
    var directory = directory("");
    var id = arrives(directory, claim("web1", UUID, "s0", HERE));
    var stored = new StoredConsole(id, all(directory).getFirst().notes());

    assertThat(directory.removed(stored)).isEmpty();
    directory.left(id);
    clock.advance(Duration.ofDays(2));
    directory.expire(_ -> false);

    assertThat(directory.removed(stored).orElseThrow().name()).isEqualTo("web1");
  }
}
