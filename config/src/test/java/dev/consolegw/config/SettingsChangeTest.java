package dev.consolegw.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.yaml.Problems;
import org.junit.jupiter.api.Test;

/** What a reload has to say of two readings. */
class SettingsChangeTest {
  private static final String BEFORE =
      """
      state: /var/lib/gw
      ssh: { listen: "127.0.0.1:22", channels: 4 }
      users: { alice: { keys: x } }
      """;

  private static Settings settings(String text) {
    return SettingsLoader.parse("a.yaml", text, new Problems());
  }

  @Test
  void linesThatMoveChangeNothing() {
    var moved = "# a comment\n\n" + BEFORE.replace("{ alice", "{   alice");

    assertThat(SettingsChange.keys(settings(BEFORE), settings(moved))).isEmpty();
  }

  @Test
  void whatDiffersIsNamedByItsKey() {
    var other =
        BEFORE.replace("channels: 4", "channels: 5").replace("keys: x", "keys: [x, y]")
            + "openstack: { recheck: 5s }\n";

    assertThat(SettingsChange.keys(settings(BEFORE), settings(other)))
        .containsExactly("ssh.channels", "users", "openstack");
  }

  @Test
  void ofASectionThatNeedNotBeThereEachKeyIsNamed() {
    var before = settings(BEFORE + "openstack: { recheck: 5s }\n");
    var after = settings(BEFORE + "openstack: { recheck: 6s, rights: { member: watch } }\n");

    assertThat(SettingsChange.keys(before, after))
        .containsExactly("openstack.rights", "openstack.recheck");
  }
}
