package dev.consolegw.deploy.packaging;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vafer.jdeb.Console;
import org.vafer.jdeb.DataProducer;
import org.vafer.jdeb.DebMaker;
import org.vafer.jdeb.PackagingException;
import org.vafer.jdeb.mapping.Mapper;
import org.vafer.jdeb.mapping.PermMapper;
import org.vafer.jdeb.producers.DataProducerFile;
import org.vafer.jdeb.utils.MapVariableResolver;

/**
 * Has jdeb write a binary package of Debian (deb(5)). What lies in {@code etc} is the
 * administrator's, a conffile.
 */
final class DebianPackage {
  private static final String[] ALL = {};

  private final FileTree files;
  private final Instant time;

  /**
   * @param time of all files in it
   */
  DebianPackage(FileTree files, Instant time) {
    this.files = files;
    this.time = time;
  }

  /**
   * Writes it.
   *
   * @param control a folder with the package's fields ({@code control}) and its maintainer scripts
   * @param values what stands for each {@code [[NAME]]} in them
   */
  void write(Path file, Path control, Map<String, String> values) throws IOException {
    var all = new ArrayList<DataProducer>();
    var settings = new ArrayList<DataProducer>();
    files
        .nodes()
        .forEach((path, node) -> {
          if (node instanceof FileTree.Plain(Path source, int mode)) {
            var one = producer(path, source, mode);
            all.add(one);
            if (path.startsWith("etc/")) {
              settings.add(one);
            }
          }
        });
    var maker = new DebMaker(new Quiet(), all, settings);
    maker.setDeb(file.toFile());
    maker.setControl(control.toFile());
    maker.setResolver(new MapVariableResolver(values));
    maker.setEncoding("UTF-8");
    maker.setCompression("gzip");
    maker.setTarLongFileMode("gnu");
    maker.setOutputTimestampMs(time.toEpochMilli());
    maker.setChangesEnabled(false);
    try {
      maker.validate();
      maker.makeDeb();
    } catch (PackagingException e) {
      throw new IOException("jdeb: " + e.getMessage(), e);
    }
  }

  private static DataProducer producer(String path, Path source, int mode) {
    var root = new PermMapper(0, 0, "root", "root", mode, 0755, 0, null);
    return new DataProducerFile(
        source.toFile(), path, ALL, ALL, List.of(root).toArray(new Mapper[0]));
  }

  /** It tells of each step that it takes. */
  private static final class Quiet implements Console {
    @Override
    public void debug(String message) {}

    @Override
    public void info(String message) {}

    @Override
    public void warn(String message) {
      System.out.println("[WARNING] " + message);
    }
  }
}
