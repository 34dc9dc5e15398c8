package dev.consolegw.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.consolegw.gateway.Architecture.Room;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The arrows between packages, on the gateway itself and on a small tree that breaks them all. */
class ArchitectureTest {
  private static final Architecture OURS = new Architecture("dev.consolegw.gateway");
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(place -> !place.contains("/test-classes/")) // in any build folder
          .importPackages("dev.consolegw");

  private static final Architecture CROOKED = new Architecture("dev.consolegw.gateway.crooked");
  private static final JavaClasses CROOKED_ONES =
      new ClassFileImporter().importPackages(CROOKED.root());

  @ParameterizedTest
  @EnumSource
  void arrowsPointDown(Room room) {
    OURS.arrowsOf(room).check(ALL);
  }

  @Test
  void theRootIsSeenByNobody() {
    OURS.nobodySeesTheRoot().check(ALL);
  }

  @Test
  void everyPackageHasItsPlace() {
    OURS.everyPackageIsARoom().check(ALL);
  }

  @Test
  void thereAreNoCycles() {
    OURS.noCycles().check(ALL);
  }

  @Test
  void minaStaysInSsh() {
    OURS.onlyIn(Room.SSH, "org.apache.sshd..").check(ALL);
  }

  @Test
  void theWebsocketEngineStaysInBackend() {
    OURS.onlyIn(Room.BACKEND, "org.java_websocket..").check(ALL);
  }

  @Test
  void jlineStaysInPicker() {
    OURS.onlyIn(Room.PICKER, "org.jline..").check(ALL);
  }

  @Test
  void yamlStaysInConfig() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.consolegw.config..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.snakeyaml..")
        .check(ALL);
  }

  @Test
  void openstack4jStaysInTheClientOfTheCloud() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.consolegw.authz.openstack.client..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.openstack4j..")
        .check(ALL);
  }

  @Test
  void whoDescribesACloudKnowsNobodyWhoAsksIt() {
    assertBlind("authz.openstack.account", "authz.openstack", "authz.openstack.client..");
    assertBlind("authz.openstack.client.http", "authz.openstack", "authz.openstack.client");
    assertBlind("authz.openstack.client", "authz.openstack");
  }

  private static void assertBlind(String room, String... others) {
    noClasses()
        .that()
        .resideInAPackage("dev.consolegw." + room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(Stream.of(others).map("dev.consolegw."::concat).toArray(String[]::new))
        .check(ALL);
  }

  @Test
  void everyPackageIsNullMarked() {
    var bare =
        ALL.stream()
            .map(type -> type.getPackage())
            .distinct()
            .filter(room ->
                room.tryGetPackageInfo()
                    .filter(info -> info.isAnnotatedWith(NullMarked.class))
                    .isEmpty())
            .map(JavaPackage::getName);

    assertThat(bare).isEmpty();
  }

  @Test
  void anArrowThatPointsUpIsFound() {
    assertBroken(CROOKED.arrowsOf(Room.BACKEND), "backend.Upward", "console.Above");
  }

  @Test
  void anArrowToAModuleThatIsNotNamedIsFound() {
    assertBroken(
        CROOKED.arrowsOf(Room.BACKEND), "backend.Upward", "dev.consolegw.config.value.Pace");
  }

  @Test
  void anArrowThatPointsDownIsNoOffence() {
    CROOKED.arrowsOf(Room.CONSOLE).check(CROOKED_ONES);
  }

  @Test
  void aCycleIsFound() {
    assertBroken(CROOKED.noCycles(), "Slice backend", "Slice console");
  }

  @Test
  void whoSeesTheRootIsFound() {
    assertBroken(CROOKED.nobodySeesTheRoot(), "lost.Stray", "crooked.Top");
  }

  @Test
  void aPackageWithoutAPlaceIsFound() {
    assertBroken(CROOKED.everyPackageIsARoom(), "lost.Stray");
  }

  @Test
  void aLibraryOutsideItsRoomIsFound() {
    assertBroken(CROOKED.onlyIn(Room.SSH, "org.apache.sshd.."), "lost.Stray", "SshServer");
  }

  private static void assertBroken(ArchRule rule, String... names) {
    assertThatThrownBy(() -> rule.check(CROOKED_ONES))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll(names);
  }
}
