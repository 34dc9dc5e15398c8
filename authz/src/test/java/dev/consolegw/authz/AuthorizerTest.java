package dev.consolegw.authz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
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

    assertThat(authorizer.identify(new Credential.Key(OTHER))).isEmpty();
  }

  @Test
  void aKeyBelongsToEverybodyWhoBroughtIt() {
    var authorizer = new Authorizer(List.of(file, cloud), List.of());

    assertThat(authorizer.identify(new Credential.Key(KEY)))
        .contains(new Identity(new Credential.Key(KEY), Set.of(ALICE, CLOUD_ALICE)));
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
    assertThatThrownBy(() -> new Identity(new Credential.Key(KEY), Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aGrantOfTheFileIsRenewedForEver() {
    var authorizer = new Authorizer(List.of(file), List.of(says(ALICE, Right.WRITE)));

    var renewal = authorizer.renew(authorizer.grant(identity(ALICE), WEB1).orElseThrow());

    assertThat(renewal)
        .isInstanceOfSatisfying(
            Renewal.Renewed.class, it -> assertThat(it.grant().expires()).isEqualTo(Instant.MAX));
  }

  @Test
  void aRenewalTellsTheRightOfToday() {
    var right = new AtomicReference<>(Optional.of(Right.MANAGE));
    Policy changing = (person, console) -> Objects.requireNonNull(right.get());
    var authorizer = new Authorizer(List.of(file), List.of(changing));
    var grant = authorizer.grant(identity(ALICE), WEB1).orElseThrow();

    right.set(Optional.of(Right.WATCH));
    var lower = authorizer.renew(grant);
    right.set(Optional.empty());
    var none = authorizer.renew(grant);

    assertThat(lower)
        .isInstanceOfSatisfying(
            Renewal.Renewed.class, it -> assertThat(it.grant().right()).isEqualTo(Right.WATCH));
    assertThat(none).isInstanceOf(Renewal.Gone.class);
  }

  @Test
  void aRenewalTellsWhatMayBeDoneInGuestsTodayAndNothingOfItWithoutTheRightToWrite() {
    var policy = new Changing();
    var authorizer = new Authorizer(List.of(file), List.of(policy));
    var grant = authorizer.grant(identity(ALICE), WEB1).orElseThrow();

    policy.shell = new ShellTerms(Set.of("deploy"), false, false);
    var other = authorizer.renew(grant);
    policy.right = Right.WATCH;
    var none = authorizer.renew(grant);

    assertThat(grant.shell()).isEqualTo(new ShellTerms(Set.of("root"), true, true));
    assertThat(other)
        .isInstanceOfSatisfying(
            Renewal.Renewed.class, it -> assertThat(it.grant().shell()).isEqualTo(policy.shell));
    assertThat(none)
        .isInstanceOfSatisfying(
            Renewal.Renewed.class, it -> assertThat(it.grant().shell()).isEqualTo(ShellTerms.NONE));
  }

  /** Says one thing, and later another. */
  private static final class Changing implements Policy {
    private Right right = Right.WRITE;
    private ShellTerms shell = new ShellTerms(Set.of("root"), true, true);

    @Override
    public Optional<Right> right(Person person, ConsoleRef console) {
      return Optional.of(right);
    }

    @Override
    public ShellTerms shell(Person person, ConsoleRef console) {
      return shell;
    }
  }

  @Test
  void whenNobodyAnswersItIsUnknownAndNotGone() {
    var grant =
        new Authorizer(List.of(file), List.of(says(ALICE, Right.WRITE)))
            .grant(identity(ALICE), WEB1)
            .orElseThrow();

    var alone = new Authorizer(List.of(file), List.of(new Silent())).renew(grant);
    var withAnother =
        new Authorizer(List.of(file), List.of(new Silent(), says(ALICE, Right.WATCH))).renew(grant);

    assertThat(alone).isEqualTo(new Renewal.Unknown("the cloud does not answer"));
    assertThat(withAnother).isInstanceOf(Renewal.Renewed.class);
  }

  @Test
  void somebodyNewOfTheSameNameIsSomebodyElse() {
    var before = new Person("openstack", "Default/alice", "1");

    assertThat(new Person("openstack", "Default/alice", "2")).isNotEqualTo(before);
    assertThat(new Person("openstack", "Default/alison", "1")).isEqualTo(before);
  }

  /** Knows something, and does not say it. */
  private static final class Silent implements Policy {
    @Override
    public Optional<Right> right(Person person, ConsoleRef console) {
      return Optional.of(Right.MANAGE);
    }

    @Override
    public Optional<Right> ask(Identity identity, Person person, ConsoleRef console)
        throws UnansweredException {
      throw new UnansweredException("the cloud does not answer", new IOException());
    }
  }

  private static Policy says(Person who, Right right) {
    return (person, console) -> person.equals(who) ? Optional.of(right) : Optional.empty();
  }

  private static Identity identity(Person... owners) {
    return new Identity(new Credential.Key(KEY), Set.of(owners));
  }
}
