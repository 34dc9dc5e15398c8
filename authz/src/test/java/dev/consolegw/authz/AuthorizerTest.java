package dev.consolegw.authz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuthorizerTest {
  private static final SshKey KEY = SshKey.of("ssh-ed25519", new byte[] {1});
  private static final SshKey OTHER = SshKey.of("ssh-ed25519", new byte[] {2});
  private static final Person ALICE = new Person("file", "alice");
  private static final Person CLOUD_ALICE = new Person("openstack", "Default/alice");
  private static final ConsoleRef WEB1 = new ConsoleRef("file", "lab", "1", "web1", Map.of());

  private final People file = key -> key.equals(KEY) ? Set.of(ALICE) : Set.of();
  private final People cloud = key -> key.equals(KEY) ? Set.of(CLOUD_ALICE) : Set.of();

  @Test
  void aStrangersKeyIsNobodys() {
    var authorizer = new Authorizer(List.of(file, cloud), List.of());

    assertThat(authorizer.identify(OTHER)).isEmpty();
  }

  @Test
  void aKeyBelongsToEverybodyWhoBroughtIt() {
    var authorizer = new Authorizer(List.of(file, cloud), List.of());

    assertThat(authorizer.identify(KEY)).contains(new Identity(KEY, Set.of(ALICE, CLOUD_ALICE)));
  }

  @Test
  void withoutAPolicyThatAgreesThereIsNoGrant() {
    var silent = new Authorizer(List.of(file), List.of((person, console) -> Optional.empty()));
    var without = new Authorizer(List.of(file), List.of());

    assertThat(silent.grant(identity(ALICE), WEB1)).isEmpty();
    assertThat(without.grant(identity(ALICE), WEB1)).isEmpty();
  }

  @Test
  void theHighestRightOfAllPoliciesIsGranted() {
    var authorizer =
        new Authorizer(List.of(file), List.of(says(ALICE, Right.WATCH), says(ALICE, Right.MANAGE)));

    var grant = authorizer.grant(identity(ALICE), WEB1).orElseThrow();

    assertThat(grant.right()).isEqualTo(Right.MANAGE);
    assertThat(grant.console()).isEqualTo(WEB1);
    assertThat(grant.expires()).isEqualTo(Instant.MAX);
  }

  @Test
  void anOwnersDenialDoesNotBindTheOther() {
    var authorizer = new Authorizer(List.of(file, cloud), List.of(says(CLOUD_ALICE, Right.WRITE)));

    var grant = authorizer.grant(identity(ALICE, CLOUD_ALICE), WEB1).orElseThrow();

    assertThat(grant.person()).isEqualTo(CLOUD_ALICE);
    assertThat(grant.identity().owners()).containsExactlyInAnyOrder(ALICE, CLOUD_ALICE);
  }

  @Test
  void ofOwnersWithTheSameRightItIsAlwaysTheSameOne() {
    var authorizer =
        new Authorizer(List.of(), List.of((person, console) -> Optional.of(Right.WRITE)));

    var grant = authorizer.grant(identity(CLOUD_ALICE, ALICE), WEB1).orElseThrow();

    assertThat(grant.person()).isEqualTo(ALICE);
  }

  @Test
  void anIdentityWithoutOwnersCannotBeMade() {
    assertThatThrownBy(() -> new Identity(KEY, Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Policy says(Person who, Right right) {
    return (person, console) -> person.equals(who) ? Optional.of(right) : Optional.empty();
  }

  private static Identity identity(Person... owners) {
    return new Identity(KEY, Set.of(owners));
  }
}
