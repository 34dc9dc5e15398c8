package dev.consolegw.authz.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NameMatchTest {
  private static final Server WEB = server("0f8fad5b-d9cb-469f-a165-70867728950e", "web1", "lab");
  private static final Server NEAR = server("0f8fad5b-0000-469f-a165-70867728950e", "db1", "lab");
  private static final Server TWIN = server("7c9e6679-7425-40de-944b-e07fc1f90ae7", "web1", "prod");
  private static final List<Server> ALL = List.of(WEB, NEAR, TWIN);

  private record Server(String id, String name, String project) implements Named {}

  @Test
  void aServerIsFoundByItsUuidInAnySpelling() throws Exception {
    assertThat(find("0F8FAD5BD9CB469FA16570867728950E")).isEqualTo(new Lookup.Found<>(WEB));
    assertThat(find("0f8fad5b-d9cb-469f-a165-70867728950e")).isEqualTo(new Lookup.Found<>(WEB));
  }

  @Test
  void aUniqueStartOfTheUuidIsEnough() throws Exception {
    assertThat(find("0f8fad5b-d")).isEqualTo(new Lookup.Found<>(WEB));
    assertThat(find("7C9E6679")).isEqualTo(new Lookup.Found<>(TWIN));
    assertThat(find("7c9e667")).isEqualTo(new Lookup.None<>());
  }

  @Test
  void severalMeaningsAreAllListedAndNoneIsGuessed() throws Exception {
    assertThat(find("web1")).isEqualTo(new Lookup.Ambiguous<>(List.of(WEB, TWIN)));
    assertThat(find("0f8fad5b")).isEqualTo(new Lookup.Ambiguous<>(List.of(WEB, NEAR)));
  }

  @Test
  void aProjectNarrowsEveryKindOfName() throws Exception {
    assertThat(find("prod/web1")).isEqualTo(new Lookup.Found<>(TWIN));
    assertThat(find("prod/0f8fad5b-d9cb-469f-a165-70867728950e")).isEqualTo(new Lookup.None<>());
    assertThat(find("Lab/web1")).isEqualTo(new Lookup.None<>());
  }

  @Test
  void namesAreExact() throws Exception {
    assertThat(find("Web1")).isEqualTo(new Lookup.None<>());
    assertThat(find("web")).isEqualTo(new Lookup.None<>());
    assertThat(find("+ro")).isEqualTo(new Lookup.None<>());
  }

  @Test
  void nobodyCatchesAnothersVisitorsByTakingItsUuidAsAName() throws Exception {
    var impostor = server("99999999-0000-0000-0000-000000000000", WEB.id(), "lab");

    var found = NameMatch.find(ConsoleName.parse(WEB.id()), List.of(impostor, WEB));

    assertThat(found).isEqualTo(new Lookup.Found<>(WEB));
  }

  @Test
  void aNameComesBeforeTheStartOfAUuid() throws Exception {
    var named = server("99999999-0000-0000-0000-000000000000", "0f8fad5b", "lab");

    var found = NameMatch.find(ConsoleName.parse("0f8fad5b"), List.of(WEB, named));

    assertThat(found).isEqualTo(new Lookup.Found<>(named));
  }

  @Test
  void anIdThatIsNoUuidIsNeverMeantByItsStart() throws Exception {
    var file = server("abcdef0123", "web1", "lab");

    var found = NameMatch.find(ConsoleName.parse("abcdef01"), List.of(file));

    assertThat(found).isEqualTo(new Lookup.None<>());
  }

  private static Lookup<Server> find(String text) throws ConsoleNameException {
    return NameMatch.find(ConsoleName.parse(text), ALL);
  }

  private static Server server(String id, String name, String project) {
    return new Server(id, name, project);
  }
}
