package dev.consolegw.authz.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.ShellTerms;
import dev.consolegw.config.Settings;
import dev.consolegw.config.SettingsLoader;
import dev.consolegw.config.yaml.Problems;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoleTermsTest {
  private static RoleTerms terms(String rights) {
    var problems = new Problems();
    var settings = SettingsLoader.parse("f", "openstack: { rights: " + rights + " }", problems);
    return RoleTerms.of(settings.openstack().orElseThrow(), Settings.Sessions.UNSAID);
  }

  @Test
  void whatSomebodysRolesAllowInGuestsAddsUp() {
    var terms =
        terms(
            "{ a: { right: write, shell: { as: [root] } },"
                + " b: { right: manage, shell: { as: [deploy], forward: allow } }, c: write }");

    assertThat(terms.shell(Set.of("a", "b", "unknown")))
        .isEqualTo(new ShellTerms(Set.of("root", "deploy"), true, false));
    assertThat(terms.shell(Set.of("c"))).isEqualTo(ShellTerms.NONE);
    assertThat(terms.shell(Set.of())).isEqualTo(ShellTerms.NONE);
  }

  @Test
  void aRoleThatOnlyLetsWatchAllowsNothingInGuests() {
    var terms = terms("{ a: { right: watch, shell: { as: [root] } } }"); // which is a mistake, too

    assertThat(terms.shell(Set.of("a"))).isEqualTo(ShellTerms.NONE);
  }
}
