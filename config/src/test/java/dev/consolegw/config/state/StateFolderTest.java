package dev.consolegw.config.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
  @TempDir private Path root;

  private static String mode(Path folder) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
  }

  @Test
  void itIsMadeForItsOwnerAloneAndSoAreThoseAboveIt() throws IOException {
    var folder = root.resolve("state").resolve("history");

    assertThat(StateFolder.make(folder)).isEqualTo(folder);

    assertThat(mode(folder)).isEqualTo("rwx------");
    assertThat(mode(root.resolve("state"))).isEqualTo("rwx------");
  }

  @Test
  void oneThatIsThereStaysAsItsOwnerMadeIt() throws IOException {
    var folder = Files.createDirectory(root.resolve("state"));
    Files.writeString(folder.resolve("kept"), "");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
    var lookup = folder.getFileSystem().getUserPrincipalLookupService();
    var nobody = lookup.lookupPrincipalByName("nobody");
    Files.setOwner(folder, nobody);

    StateFolder.make(folder);

    assertThat(mode(folder)).isEqualTo("rwxr-x---");
    assertThat(Files.getOwner(folder)).isEqualTo(nobody);
    assertThat(folder.resolve("kept")).exists();
  }

  @Test
  void aLinkToAFolderIsOne() throws IOException {
    var elsewhere = Files.createDirectory(root.resolve("large disk"));
    var link = Files.createSymbolicLink(root.resolve("state"), elsewhere);

    StateFolder.make(link.resolve("history"));

    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(mode(elsewhere.resolve("history"))).isEqualTo("rwx------");
  }

  @Test
  void aFileOrALinkToNowhereInItsPlaceIsSaid() throws IOException {
    var file = Files.writeString(root.resolve("file"), "");
    var link = Files.createSymbolicLink(root.resolve("link"), root.resolve("nowhere"));

    for (var inTheWay : new Path[] {file, link}) {
      assertThatIOException()
          .isThrownBy(() -> StateFolder.make(inTheWay))
          .isInstanceOf(FileAlreadyExistsException.class);
    }
  }

  @Test
  void aNewOneIsMadeOnceAndInAFolderThatIsThere() throws IOException {
    var folder = root.resolve("new");
    StateFolder.makeNew(folder);

    assertThat(mode(folder)).isEqualTo("rwx------");
    assertThatIOException()
        .isThrownBy(() -> StateFolder.makeNew(folder))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatIOException()
        .isThrownBy(() -> StateFolder.makeNew(root.resolve("gone").resolve("new")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void itsNamesAreBroughtToTheDiskIfItIsThere() throws IOException {
    StateFolder.sync(root);

    assertThatIOException()
        .isThrownBy(() -> StateFolder.sync(root.resolve("gone")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
