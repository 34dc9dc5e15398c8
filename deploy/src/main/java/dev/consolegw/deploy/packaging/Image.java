package dev.consolegw.deploy.packaging;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/**
 * Has jib write an image that begins from nothing, as an archive of the OCI's image layout
 * (image-spec: image-layout.md), which podman, skopeo, containerd and Docker load.
 */
final class Image {
  private final JibContainerBuilder image;
  private final Path stage;
  private final Instant time;

  /**
   * @param stage a folder that is there, for what is made on the way
   * @param time of all files in it, and when it was made
   * @param architecture in Go's words, such as {@code amd64}
   */
  Image(Path stage, Instant time, String architecture) {
    this.image =
        Jib.fromScratch()
            .setFormat(ImageFormat.OCI)
            .setCreationTime(time)
            .setPlatforms(Set.of(new Platform(architecture, "linux")));
    this.stage = stage;
    this.time = time;
  }

  /** The next layer, above those before it. */
  Image layer(String name, FileTree files) {
    var layer = FileEntriesLayer.builder().setName(name);
    files
        .nodes()
        .forEach((path, node) -> {
          var at = AbsoluteUnixPath.get("/" + path);
          var mode = FilePermissions.fromOctalString(Integer.toOctalString(node.mode()));
          switch (node) {
            case FileTree.Plain(var source, _) ->
                layer.addEntry(source, at, mode, time, FileTree.Owner.ROOT.toString());
            case FileTree.Folder(_, var owner) ->
                layer.addEntry(stage, at, mode, time, owner.toString());
          }
        });
    image.addFileEntriesLayer(layer.build());
    return this;
  }

  /** What is run, as whom, and what the image says of itself: for whoever sets it. */
  JibContainerBuilder settings() {
    return image;
  }

  /**
   * Writes it.
   *
   * @param name how it is called where it is loaded
   */
  void write(Path file, String name) throws IOException, InterruptedException {
    try {
      image.containerize(
          Containerizer.to(TarImage.at(file).named(name))
              .setOfflineMode(true)
              .setBaseImageLayersCache(stage.resolve("base"))
              .setApplicationLayersCache(stage.resolve("layers")));
    } catch (InvalidImageReferenceException
        | CacheDirectoryCreationException
        | RegistryException
        | ExecutionException e) {
      throw new IOException("jib: " + e.getMessage(), e);
    }
  }
}
