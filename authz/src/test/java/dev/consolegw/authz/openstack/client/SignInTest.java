package dev.consolegw.authz.openstack.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.authz.openstack.client.CloudException.Kind;
import dev.consolegw.authz.openstack.testing.CloudStub;
import dev.consolegw.authz.openstack.testing.Fault;
import dev.consolegw.config.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often Keystone is asked for a token that it does not give: five refusals lock an account. */
class SignInTest {
  private static final int PROJECTS = 40;
  private volatile Instant now = Instant.now();
  private CloudStub stub;
  private Cloud cloud;

  @BeforeEach
  void open(@TempDir Path directory) throws IOException {
    stub = CloudStub.start(() -> now);
    Files.writeString(directory.resolve("clouds.yaml"), stub.cloudsYaml());
    var problems = new Problems();
    var config = new CloudFiles(Map.of(), List.of(directory)).read(Optional.of("stub"), problems);
    cloud = new Cloud(config.orElseThrow(), () -> now);
    for (int i = 0; i < PROJECTS; i++) {
      stub.data().project("p-" + i, "project" + i, "default", true);
    }
  }

  @AfterEach
  void close() throws IOException {
    cloud.close();
    stub.close();
  }

  private long asked() {
    return stub.calls("POST /v3/auth/tokens");
  }

  /** Keystone's lists, and all projects at once; what became of each. */
  private List<Optional<Kind>> everybodySignsIn() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks = new ArrayList<Callable<Optional<Kind>>>();
      tasks.add(() -> outcome(() -> cloud.identity().users()));
      for (int i = 0; i < PROJECTS; i++) {
        var nova = cloud.compute("p-" + i);
        tasks.add(() -> outcome(nova::servers));
      }
      var outcomes = new ArrayList<Optional<Kind>>();
      for (var one : threads.invokeAll(tasks)) {
        outcomes.add(one.get());
      }
      return outcomes;
    }
  }

  private static Optional<Kind> outcome(Callable<?> call) throws Exception {
    try {
      call.call();
      return Optional.empty();
    } catch (CloudException failure) {
      return Optional.of(failure.kind());
    }
  }

  @Test
  void aWrongPasswordIsTriedOnceAPauseWhoeverSignsIn() throws Exception {
    stub.password("another");
    var allRefused = Optional.of(Kind.SIGN_IN_REFUSED);

    assertThat(everybodySignsIn()).containsOnly(allRefused);
    assertThat(everybodySignsIn()).containsOnly(allRefused);
    assertThat(asked()).isEqualTo(2); // one for a scope, one to learn whose fault it is

    var pause = SignIn.FIRST_PAUSE;
    for (int tries = 3; tries < 10; tries++) {
      now = now.plus(pause).minusSeconds(1);
      assertThat(everybodySignsIn()).containsOnly(allRefused);
      assertThat(asked()).isEqualTo(tries - 1);
      now = now.plusSeconds(1);
      assertThat(everybodySignsIn()).containsOnly(allRefused);
      assertThat(asked()).isEqualTo(tries);
      var doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(SignIn.LONGEST_PAUSE) < 0 ? doubled : SignIn.LONGEST_PAUSE;
    }
  }

  @Test
  void aPasswordThatIsRightAgainLetsEverybodyInAfterThePause() throws Exception {
    stub.password("another");
    everybodySignsIn();
    stub.password("gateway-pw");
    assertThat(everybodySignsIn()).containsOnly(Optional.of(Kind.SIGN_IN_REFUSED));

    now = now.plus(SignIn.FIRST_PAUSE);

    assertThat(everybodySignsIn()).containsOnly(Optional.empty());
  }

  @Test
  void aPasswordThatIsChangedUnderManyTokensIsTriedTwice() throws Exception {
    assertThat(everybodySignsIn()).containsOnly(Optional.empty());
    long before = asked();
    now = now.plus(SignIn.PROVEN);
    stub.password("another");
    stub.revokeTokens();

    assertThat(everybodySignsIn()).containsOnly(Optional.of(Kind.SIGN_IN_REFUSED));
    assertThat(asked() - before).isEqualTo(2);
  }

  @Test
  void aProjectThatIsNotForUsKeepsNobodyFromTheOthers() throws Exception {
    for (int i = 0; i < 20; i++) {
      var failure =
          catchThrowableOfType(CloudException.class, () -> cloud.compute("none").servers());
      assertThat(failure.kind()).isEqualTo(Kind.UNAUTHORIZED);
    }
    assertThat(asked()).isEqualTo(2);
    assertThat(everybodySignsIn()).containsOnly(Optional.empty());

    long before = asked();
    now = now.plus(Tokens.REFUSED).minusSeconds(1);
    outcome(() -> cloud.compute("none").servers());
    assertThat(asked()).isEqualTo(before);
    now = now.plusSeconds(1);
    stub.data().project("none", "new", "default", true);
    assertThat(cloud.compute("none").servers()).isEmpty();
  }

  @Test
  void aKeystoneThatIsAwayIsNoRefusal() throws Exception {
    stub.fail("POST /v3/auth/tokens", new Fault.Status(503, 3600), 1);

    assertThat(outcome(() -> cloud.compute("p-1").servers())).contains(Kind.UNREACHABLE);

    now = now.plus(Duration.ofSeconds(11));
    assertThat(everybodySignsIn()).containsOnly(Optional.empty());
  }
}
