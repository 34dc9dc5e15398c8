package dev.consolegw.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.consolegw.authz.Authorizer;
import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Renewal;
import dev.consolegw.authz.Right;
import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.testing.Grants;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DirectoriesTest {
  private static final DialTarget LINE = DialTarget.of(Addresses.parse("tcp://127.0.0.1:1"));
  private static final String UUID = "11111111-2222-3333-4444-555555555555";

  /** Alice may write in lab, everybody may watch in public. */
  private static final Authorizer AUTHORIZER =
      new Authorizer(
          List.of(),
          List.of((person, console) -> {
            if (console.project().equals("public")) {
              return Optional.of(Right.WATCH);
            }
            boolean hers = person.name().equals("alice") && console.project().equals("lab");
            return hers ? Optional.of(Right.WRITE) : Optional.empty();
          }));

  /** A source with what a test puts into it. */
  private static final class Source implements Directory, Refreshes {
    private final String name;
    private final List<ConsoleEntry> entries = new ArrayList<>();
    private @Nullable String project;

    Source(String name) {
      this.name = name;
    }

    Source with(String project, String server, String id, String... ports) {
      var ref = new ConsoleRef(name, project, id, server, Map.of());
      for (var port : ports) {
        var console = new ConsoleId(name, id, port);
        entries.add(new ConsoleEntry(console, ref, Optional.empty(), false, new ByteSize(1)));
      }
      return this;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public List<ConsoleEntry> candidates(Identity identity) {
      return entries;
    }

    @Override
    public List<ConsoleEntry> captured() {
      return entries.subList(0, 1);
    }

    @Override
    public ConsoleRef refreshed(ConsoleRef known) throws IOException {
      var moved = project;
      if (moved == null) {
        throw new IOException("no answer");
      }
      return new ConsoleRef(name, moved, known.id(), known.name(), Map.of());
    }

    @Override
    public DialTarget target(ConsoleId id) {
      return LINE;
    }
  }

  private final Source file =
      new Source("file")
          .with("lab", "web1", UUID, "0")
          .with("lab", "ttys", "lab/ttys", "s0", "s1", "1")
          .with("secret", "vault", "secret/vault", "0")
          .with("public", "web1", "public/web1", "0");
  private final Directories directories = new Directories(List.of(file), AUTHORIZER);

  private Resolution find(String name, String person) throws Exception {
    return directories.find(ConsoleName.parse(name), Grants.identity(person));
  }

  private String port(String name) throws Exception {
    return ((Resolution.Found) find(name, "alice")).entry().id().port();
  }

  @Test
  void whatIsForbiddenLooksLikeWhatIsMissing() throws Exception {
    for (var name :
        List.of("vault", "secret/vault", "secret/vault:0", "vault:99", "nothing", UUID)) {
      assertThat(find(name, "bob")).isEqualTo(new Resolution.Nothing());
    }
    assertThat(find("vault", "alice")).isEqualTo(new Resolution.Nothing());
  }

  @Test
  void theGrantIsForTheConsoleThatWasFound() throws Exception {
    var found = (Resolution.Found) find("lab/web1", "alice");

    assertThat(found.grant().right()).isEqualTo(Right.WRITE);
    assertThat(found.grant().console().id()).isEqualTo(UUID);
    assertThat(found.entry().id()).isEqualTo(new ConsoleId("file", UUID, "0"));
  }

  @Test
  void aServerIsFoundByItsNameItsIdOrTheStartOfThat() throws Exception {
    assertThat(find("lab/web1", "alice"))
        .usingRecursiveComparison()
        .isEqualTo(find(UUID, "alice"))
        .isEqualTo(find("11111111", "alice"));
  }

  @Test
  void whatWasPickedIsFoundAgainByThoseWhoMayOpenIt() throws Exception {
    var alice = Grants.identity("alice");
    var picked = ((Resolution.Found) find("ttys:s1", "alice")).entry().id();

    assertThat(((Resolution.Found) directories.find(picked, alice)).entry().id()).isEqualTo(picked);
    for (var other :
        List.of(
            new ConsoleId("file", "secret/vault", "0"),
            new ConsoleId("file", picked.server(), "s2"),
            new ConsoleId("cloud", picked.server(), picked.port()))) {
      assertThat(directories.find(other, alice)).isEqualTo(new Resolution.Nothing());
    }
  }

  @Test
  void aNameOfSeveralServersIsAmbiguousOnlyForThoseWhoSeeSeveral() throws Exception {
    var ambiguous = (Resolution.Ambiguous) find("web1", "alice");

    assertThat(ambiguous.servers())
        .extracting(VisibleServer::project)
        .containsExactly("lab", "public");
    assertThat(find("web1", "bob")).isInstanceOf(Resolution.Found.class);
  }

  @Test
  void theFirstPortIsMeantWhenNoneIsNamed() throws Exception {
    assertThat(port("ttys")).isEqualTo("s0");
  }

  @Test
  void aPortIsItsLabelElseItsNumber() throws Exception {
    assertThat(port("ttys:s1")).isEqualTo("s1");
    assertThat(port("ttys+port=s1")).isEqualTo("s1");
    assertThat(port("ttys:0")).isEqualTo("s0");
    assertThat(port("ttys:1")).isEqualTo("1"); // a label, although s1 is number 1
    assertThat(port("ttys:2")).isEqualTo("1");
  }

  @Test
  void aPortThatIsNotThereIsSaidOnlyOfServersThatOneMayOpen() throws Exception {
    for (var port : List.of("3", "s2", "9999", "99999999999999999999", "00001")) {
      var answer = (Resolution.NoSuchPort) find("ttys:" + port, "alice");
      assertThat(answer.server().name()).isEqualTo("ttys");
      assertThat(find("ttys:" + port, "bob")).isEqualTo(new Resolution.Nothing());
    }
  }

  @Test
  void sourcesAreAskedTogether() throws Exception {
    var cloud = new Source("cloud").with("lab", "db1", "c-1", "0");
    var both = new Directories(List.of(file, cloud), AUTHORIZER);

    assertThat(both.candidates(Grants.identity("alice")).visible())
        .extracting(VisibleServer::name)
        .containsExactly("web1", "ttys", "web1", "db1");
    assertThat(both.captured()).hasSize(2);
    assertThat(both.target(new ConsoleId("cloud", "c-1", "0"))).isEqualTo(LINE);
  }

  @Test
  void aConsoleOfASourceThatIsGoneCannotBeDialled() {
    assertThatExceptionOfType(DialException.class)
        .isThrownBy(() -> directories.target(new ConsoleId("cloud", "c-1", "0")))
        .matches(failure -> failure.reason().kind() == Reason.Kind.NOT_FOUND);
  }

  @Test
  void aRightIsThatOnTheServerOfToday() throws Exception {
    var grant = ((Resolution.Found) find("lab/web1", "alice")).grant();

    file.project = "public";
    assertThat(directories.renew(grant))
        .isInstanceOfSatisfying(
            Renewal.Renewed.class,
            renewed -> {
              assertThat(renewed.grant().right()).isEqualTo(Right.WATCH);
              assertThat(renewed.grant().console().project()).isEqualTo("public");
            });
    file.project = "secret";
    assertThat(directories.renew(grant)).isInstanceOf(Renewal.Gone.class);
  }

  @Test
  void whileASourceIsSilentOnlyALossIsCertain() throws Exception {
    var grant = ((Resolution.Found) find("lab/web1", "alice")).grant();
    var nobody = new Directories(List.of(file), new Authorizer(List.of(), List.of()));

    assertThat(directories.renew(grant)).isEqualTo(new Renewal.Unknown("no answer"));
    assertThat(nobody.renew(grant)).isInstanceOf(Renewal.Gone.class);
  }

  @Test
  void aSourceThatCannotAnswerIsNoEmptySource() {
    var broken =
        new Directory() {
          @Override
          public String name() {
            return "cloud";
          }

          @Override
          public List<ConsoleEntry> candidates(Identity identity) throws IOException {
            throw new IOException("no answer");
          }

          @Override
          public List<ConsoleEntry> captured() {
            return List.of();
          }

          @Override
          public DialTarget target(ConsoleId id) {
            return LINE;
          }
        };
    var both = new Directories(List.of(file, broken), AUTHORIZER);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> both.find(ConsoleName.parse("ttys"), Grants.identity("alice")));
  }
}
