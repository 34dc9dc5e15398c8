package dev.consolegw.deploy.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same sources, built again elsewhere: in a folder with another name, in another time zone and
 * language, by somebody whose files nobody else may read, and without what only checks the code.
 */
@Tag("long")
@Tag("beside")
class ReproducibleBuildTest {
  private static final String COPY =
      """
      set -e
      umask 077
      cd "$1" && git -c safe.directory='*' ls-files -z --cached --others --exclude-standard >"$2.list"
      mkdir "$2" && tar -c --null --ignore-failed-read -T "$2.list" | tar -x --no-same-permissions -C "$2"
      [ ! -d gateway/node_modules ] || cp -r gateway/node_modules "$2/gateway"
      cd "$2" && touch -d 2020-02-02 pom.xml
      TZ=Pacific/Auckland LC_ALL=C exec mvn -q -B -Dquick -Ppackages -Dmaven.test.skip=true package
      """;

  @TempDir Path folder;

  @Test
  void twoBuildsOfTheSameSourcesAreTheSameBytes() throws Exception {
    var copy = folder.resolve("elsewhere");
    Made.run(folder, "sh", "-c", COPY, "copy", Made.ROOT.toString(), copy.toString());
    var again = copy.resolve("deploy/target/quick/packages");

    for (var first : List.of(Made.deb(), Made.image())) {
      var second = again.resolve(first.getFileName());
      assertThat(Files.mismatch(first, second)).as(() -> difference(first, second)).isEqualTo(-1);
    }
  }

  /** Which files of two packages are not the same. */
  private String difference(Path first, Path second) {
    try {
      for (var one : List.of(first, second)) {
        var to = Files.createDirectory(folder.resolve(one.equals(first) ? "first" : "second"));
        if (one.toString().endsWith(".deb")) {
          Made.run(to, "dpkg-deb", "-R", one.toString(), to.toString());
        } else {
          Made.run(
              to,
              "sh",
              "-c",
              "tar -xf \"$0\" && for l in blobs/sha256/*; do tar -xzf $l || :; done",
              one.toString());
        }
      }
      return Made.run(folder, "sh", "-c", "diff -rq first second || :");
    } catch (Exception e) {
      return e.toString();
    }
  }
}
