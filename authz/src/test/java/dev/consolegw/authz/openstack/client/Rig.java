package dev.consolegw.authz.openstack.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.config.yaml.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real cloud: the directory in the system property {@code openstack.dir} describes it. */
public record Rig(Path directory, JsonNode ids) {

  public static Rig open() throws IOException {
    var directory = Path.of(System.getProperty("openstack.dir", "/var/tmp/os-rig"));
    return new Rig(directory, new ObjectMapper().readTree(directory.resolve("ids.json").toFile()));
  }

  public Cloud cloud(String name) throws IOException {
    var problems = new Problems();
    var config = new CloudFiles(Map.of(), List.of(directory)).read(Optional.of(name), problems);
    return new Cloud(
        config.orElseThrow(() -> new AssertionError(problems.all())), Clock.systemUTC());
  }

  public String project(String name) {
    return ids.path("projects").path(name).asText();
  }

  public String user(String name) {
    return ids.path("users").path(name).asText();
  }

  public String server(String name) {
    return ids.path("servers").path(name).asText();
  }
}
