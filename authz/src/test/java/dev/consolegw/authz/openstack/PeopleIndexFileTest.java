package dev.consolegw.authz.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.openstack.client.IdentityApi.Domain;
import dev.consolegw.authz.openstack.client.IdentityApi.Held;
import dev.consolegw.authz.openstack.client.IdentityApi.Project;
import dev.consolegw.authz.openstack.client.IdentityApi.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeopleIndexFileTest {
  private static final Instant READ = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path directory;

  private PeopleIndexFile file(String cloud) {
    return new PeopleIndexFile(directory.resolve("people"), cloud);
  }

  @Test
  void aLargeCloudComesBackWholeAndFitsIntoLittleMemory() {
    long before = used();
    var index = large();
    long bytes = used() - before;
    file("here").save(index);

    var again = new PeopleIndex();

    assertThat(file("here").load(again)).isTrue();
    assertThat(again.keys).isEqualTo(index.keys);
    assertThat(again.roles).isEqualTo(index.roles);
    assertThat(again.users).isEqualTo(index.users);
    assertThat(again.projects).isEqualTo(index.projects);
    assertThat(again.domains).isEqualTo(index.domains);
    assertThat(again.seen).isEqualTo(index.seen).isNotEmpty();
    assertThat(bytes).isLessThan(60L << 20);
  }

  @Test
  void theFileOfAnotherCloudIsNotUsed() {
    file("here").save(large());
    var index = new PeopleIndex();

    assertThat(file("there").load(index)).isFalse();
    assertThat(index.users).isEmpty();
  }

  @Test
  void aFileThatIsCutOrDamagedIsNotUsedAndDoesNoHarm() throws IOException {
    file("here").save(large());
    var path = directory.resolve("people");
    var whole = Files.readAllBytes(path);
    var random = new Random(1);

    for (int i = 0; i < 20; i++) {
      Files.write(path, Arrays.copyOf(whole, random.nextInt(whole.length)));
      var index = new PeopleIndex();
      assertThat(file("here").load(index)).isFalse();
      assertThat(index.users).isEmpty();
    }
  }

  /** 1,000 projects, 10,000 people with five roles each, 20,000 keys. */
  private static PeopleIndex large() {
    var index = new PeopleIndex();
    index.domains(List.of(new Domain("default", "Default", true)));
    var random = new Random(1);
    List<User> users = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      users.add(new User(id("user", i), "person" + i, "default", true));
    }
    index.users(users);
    List<Project> projects = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      projects.add(new Project(id("proj", i), "project" + i, "default", true));
    }
    index.projects(projects);
    for (int project = 0; project < 1_000; project++) {
      List<Held> held = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        held.add(new Held(id("proj", project), id("user", random.nextInt(10_000)), "member"));
      }
      index.roles(id("proj", project), held, READ);
    }
    for (int i = 0; i < 10_000; i++) {
      var first = hash(random);
      var second = hash(random);
      index.keys(id("user", i), Set.of(first, second), READ);
      if (i % 10 == 0) {
        index.seen.put(id("user", i), READ.plusSeconds(i));
      }
    }
    return index;
  }

  private static String id(String kind, int number) {
    return "%s%028d".formatted(kind, number);
  }

  private static KeyHash hash(Random random) {
    return new KeyHash(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
