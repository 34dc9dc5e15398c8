package dev.consolegw.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The plan of the house (rooms.txt), held against the gateway, and the rules on a small tree that
 * breaks them all.
 */
class ArchitectureTest {
  private static final int MOST_FILES = 16;
  private static final Architecture OURS =
      Architecture.of("dev.consolegw.gateway", text("rooms.txt"));
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(place -> !place.contains("/test-classes/")) // in any build folder
          .importPackages("dev.consolegw");

  private static final Architecture CROOKED =
      Architecture.of(
          "dev.consolegw.gateway.crooked",
          """
          console: backend backend.wire
          backend: backend.wire console directory
          backend.wire: backend
          directory:
          """);
  private static final JavaClasses CROOKED_ONES =
      new ClassFileImporter().importPackages(CROOKED.root());

  @Test
  void arrowsPointDown() {
    assertThat(OURS.upward()).isEmpty();
  }

  @Test
  void noRoomSeesWhatItsLineDoesNotName() {
    assertThat(OURS.forbidden(ALL)).isEmpty();
  }

  @Test
  void everyArrowOfThePlanIsUsed() {
    assertThat(OURS.unused(ALL)).isEmpty();
  }

  @Test
  void aSubRoomIsSeenFromItsParentsRoomsOnly() {
    assertThat(OURS.intoSubRooms()).isEmpty();
  }

  @Test
  void theRootIsSeenByNobody() {
    assertThat(OURS.seeingTheRoot(ALL)).isEmpty();
  }

  @Test
  void everyPackageHasItsPlace() {
    assertThat(OURS.withoutRoom(ALL)).isEmpty();
  }

  @Test
  void noRoomHoldsMoreThanAReaderHoldsInMind() {
    assertThat(OURS.crowded(ALL, MOST_FILES)).isEmpty();
  }

  @Test
  void thereAreNoCycles() {
    OURS.noCycles().check(ALL);
  }

  @ParameterizedTest
  @CsvSource({
    "org.apache.sshd, ssh net.hop",
    "org.java_websocket, net.websocket",
    "org.jline, picker terminal.screen.grid",
    "io.prometheus, ops.metrics",
    "org.snakeyaml, config"
  })
  void aLibraryStaysInItsRooms(String library, String rooms) {
    assertThat(OURS.using(ALL, library, rooms.split(" "))).isEmpty();
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
    assertThat(CROOKED.upward()).contains("backend -> console", "backend.wire -> backend");
  }

  @Test
  void anArrowThatIsNotNamedIsFound() {
    assertFound(
        CROOKED.forbidden(CROOKED_ONES), "backend.Upward", "dev.consolegw.config.value.Pace");
    assertThat(CROOKED.forbidden(CROOKED_ONES)).noneMatch(it -> it.contains("console.Above -> "));
  }

  @Test
  void anArrowThatNobodyUsesIsFound() {
    assertThat(CROOKED.unused(CROOKED_ONES))
        .containsExactly("backend -> directory", "console -> backend.wire");
  }

  @Test
  void anArrowIntoASubRoomIsFound() {
    assertThat(CROOKED.intoSubRooms()).containsExactly("console -> backend.wire");
  }

  @Test
  void aCycleBetweenTwoRoomsIsFound() {
    assertBroken(CROOKED.noCycles(), "Slice backend", "Slice console");
  }

  @Test
  void aCycleBetweenARoomAndItsSubRoomIsFound() {
    assertBroken(CROOKED.noCycles(), "Slice backend", "Slice backend.wire");
  }

  @Test
  void whoSeesTheRootIsFound() {
    assertFound(CROOKED.seeingTheRoot(CROOKED_ONES), "lost.Stray", "crooked.Top");
  }

  @Test
  void aPackageWithoutAPlaceIsFound() {
    assertFound(CROOKED.withoutRoom(CROOKED_ONES), "lost.Stray");
  }

  @Test
  void aRoomWithTooManyFilesIsFound() {
    assertThat(CROOKED.crowded(CROOKED_ONES, 0)).contains("lost: 1 files");
  }

  @Test
  void aLibraryOutsideItsRoomIsFound() {
    assertFound(CROOKED.using(CROOKED_ONES, "org.apache.sshd", "ssh"), "lost.Stray", "SshServer");
  }

  private static void assertFound(Set<String> found, String... names) {
    assertThat(found).anyMatch(line -> Stream.of(names).allMatch(line::contains));
  }

  private static void assertBroken(ArchRule rule, String... names) {
    assertThatThrownBy(() -> rule.check(CROOKED_ONES))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll(names);
  }

  private static String text(String resource) {
    try (var in = ArchitectureTest.class.getResourceAsStream(resource)) {
      return new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
