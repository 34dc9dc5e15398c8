package dev.consolegw.authz.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.SettingsLoader;
import dev.consolegw.config.yaml.Problems;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a cloud's roles say beside a right. */
class RoleTermsTest {
  private static boolean past(String rights, String... roles) throws Exception {
    var problems = new Problems();
    var settings =
        SettingsLoader.parse(
            "test.yaml",
            """
            state: "state"
            ssh: { listen: "127.0.0.1:0" }
            openstack: { cloud: stub RIGHTS }
            """
                .replace("RIGHTS", rights),
            problems);
    problems.throwIfAny();
    var openstack = settings.openstack().orElseThrow();
    return RoleTerms.of(openstack, settings.sessions())
        .past(Set.of(roles), RoleRights.of(openstack.rights()));
  }

  private static final String SAID =
      ", rights: { member: write, support: { right: write, history: none },"
          + " guest: { right: watch, history: none } }";

  @Test
  void whereNothingIsSaidWhoHasARightReadsThePast() throws Exception {
    assertThat(past("", "reader")).isTrue();
    assertThat(past(", rights: { member: write }", "member")).isTrue();
  }

  @Test
  void whoHasOnlyRolesThatKeepThePastFromThemDoesNotReadIt() throws Exception {
    assertThat(past(SAID, "support")).isFalse();
    assertThat(past(SAID, "support", "guest")).isFalse();
    assertThat(past(SAID, "support", "a-role-without-a-right")).isFalse();
    assertThat(past(SAID)).isFalse();
  }

  @Test
  void oneRoleThatSaysNothingIsEnough() throws Exception {
    assertThat(past(SAID, "support", "member")).isTrue();
  }
}
