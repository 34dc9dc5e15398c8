package dev.consolegw.authz;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GrantTest {
  private static final Person ALICE = new Person("file", "alice");

  @Test
  void nobodyOutsideThePackageCanMakeOne() {
    assertThat(Modifier.isFinal(Grant.class.getModifiers())).isTrue();
    assertThat(Arrays.stream(Grant.class.getDeclaredConstructors()))
        .isNotEmpty()
        .noneMatch(made -> (made.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0);
  }

  @Test
  void twoKeysOfOnePersonAreTheSamePerson() {
    var laptop = grant(ALICE, new byte[] {1});
    var phone = grant(ALICE, new byte[] {2});

    assertThat(laptop.samePerson(phone)).isTrue();
  }

  @Test
  void peopleOfTheSameNameFromElsewhereAreOthers() {
    var here = grant(ALICE, new byte[] {1});
    var there = grant(new Person("openstack", "alice"), new byte[] {1});

    assertThat(here.samePerson(there)).isFalse();
  }

  @Test
  void aRightIncludesThoseBelowIt() {
    assertThat(Right.MANAGE.includes(Right.WATCH)).isTrue();
    assertThat(Right.WRITE.includes(Right.WRITE)).isTrue();
    assertThat(Right.WATCH.includes(Right.WRITE)).isFalse();
  }

  private static Grant grant(Person person, byte[] blob) {
    var identity = new Identity(new Credential.Key(SshKey.of("ssh-ed25519", blob)), Set.of(person));
    var console = new ConsoleRef("file", "lab", "1", "web1", Map.of());
    var permit =
        new Grant.Permit(
            Right.WRITE,
            Terms.DEFAULT,
            ShellTerms.NONE,
            Policy.Validity.FOREVER,
            Duration.ZERO,
            true);
    return new Grant(identity, person, console, permit);
  }
}
