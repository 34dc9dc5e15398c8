package dev.consolegw.authz.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.SettingsLoader;
import dev.consolegw.config.yaml.Problems;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a cloud's roles say beside a right. */
class RoleTermsTest {
  private RoleTerms terms;

  @BeforeEach
  void read() throws Exception {
    var problems = new Problems();
    var settings =
        SettingsLoader.parse(
            "test.yaml",
            """
            state: "state"
            ssh: { listen: "127.0.0.1:0" }
            openstack:
              cloud: stub
              rights: { member: write, support: { right: write, history: none }, guest: { right: watch, history: none } }
            """,
            problems);
    problems.throwIfAny();
    terms = RoleTerms.of(settings.openstack().orElseThrow(), settings.sessions());
  }

  @Test
  void whoHasOnlyRolesThatKeepThePastFromThemDoesNotReadIt() {
    assertThat(terms.past(Set.of("support"))).isFalse();
    assertThat(terms.past(Set.of("support", "guest"))).isFalse();
    assertThat(terms.past(Set.of())).isFalse();
  }

  @Test
  void oneRoleThatSaysNothingIsEnough() {
    assertThat(terms.past(Set.of("support", "member"))).isTrue();
  }
}
