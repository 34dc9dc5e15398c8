package dev.consolegw.gateway.testing;

import static dev.consolegw.authz.openstack.testing.CloudUser.NOVA;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.authz.openstack.testing.CloudUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A real cloud with people and servers, which the folder in the system property {@code
 * openstack.dir} describes: {@code clouds.yaml}, {@code ids.json} and {@code keys}. Does to its
 * servers what their owners do.
 */
public final class Rig implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final JsonNode ids;
  private final CloudUser alice = CloudUser.of("alice", "alpha");

  /** A server of alice's project. */
  public final class Server implements AutoCloseable {
    private final String id;

    private Server(String id) {
      this.id = id;
    }

    public String id() {
      return id;
    }

    /** Does something to it, such as {@code {"os-stop": null}}, and returns at once. */
    public void act(String action) {
      alice.call("POST", url() + "/action", action);
    }

    /** Makes it anew from the image that it has. */
    public void rebuild() {
      var image = alice.call("GET", url(), "").path("server").path("image").path("id").asText();
      act("{\"rebuild\": {\"imageRef\": \"" + image + "\"}}");
    }

    /** Waits until nothing is being done to it and it has this state. */
    public Server awaitState(String state) {
      poll(() -> {
        var server = alice.call("GET", url(), "").path("server");
        return server.path("status").asText().equals(state)
            && server.path("OS-EXT-STS:task_state").isNull();
      });
      return this;
    }

    /** Gives it another name. */
    public void rename(String name) {
      var body = JSON.createObjectNode();
      body.putObject("server").put("name", name);
      alice.call("PUT", url(), body.toString());
    }

    /** Writes metadata beside it. */
    public void label(String key, String value) {
      var body = JSON.createObjectNode();
      body.putObject("metadata").put(key, value);
      alice.call("POST", url() + "/metadata", body.toString());
    }

    /** Takes metadata away. */
    public void noLabel(String key) {
      alice.call("DELETE", url() + "/metadata/" + key, "");
    }

    /** An address of its console, for another client. */
    public URI console() {
      var body = "{\"remote_console\": {\"protocol\": \"serial\", \"type\": \"serial\"}}";
      var answer = alice.call("POST", url() + "/remote-consoles", body);
      return URI.create(answer.path("remote_console").path("url").asText());
    }

    /** Deletes it; returns at once. */
    public void delete() {
      alice.call("DELETE", url(), "");
    }

    private String url() {
      return NOVA + "/servers/" + id;
    }

    @Override
    public void close() {
      alice.drop(url());
    }
  }

  private Rig(Path folder, JsonNode ids) {
    this.folder = folder;
    this.ids = ids;
  }

  /** The one that is running. */
  public static Rig open() {
    var folder = Path.of(System.getProperty("openstack.dir", "/var/tmp/os-rig")).toAbsolutePath();
    try {
      return new Rig(folder, JSON.readTree(folder.resolve("ids.json").toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException("no cloud in " + folder, e);
    }
  }

  /** Where the cloud is described. */
  public Path folder() {
    return folder;
  }

  /** A gateway that serves it, with more settings such as {@code , grant: 30s}. */
  public TestGateway gateway(String more) {
    return TestGateway.with(
        "{ cloud: console-gw" + more + " }", new CloudFiles(Map.of(), List.of(folder)));
  }

  /** Somebody's private key. */
  public Path key(String user) {
    return folder.resolve("keys").resolve(user);
  }

  /** The id of a server that is always there, such as {@code alpha/db1}. */
  public String id(String name) {
    return ids.path("servers").path(name).asText();
  }

  /** The id of a project. */
  public String project(String name) {
    return ids.path("projects").path(name).asText();
  }

  /** The id of somebody who is always there. */
  public String user(String name) {
    return ids.path("users").path(name).asText();
  }

  /** A server of alice's that is always there. */
  public Server server(String name) {
    return new Server(id("alpha/" + name));
  }

  /** Makes a server as alice, in her project, and returns while it is being built. */
  public Server create(String name) {
    return create(name, "{}");
  }

  /** The same with metadata, in JSON. */
  public Server create(String name, String metadata) {
    var like = alice.call("GET", server("my-server").url(), "").path("server");
    var body = JSON.createObjectNode();
    var wanted = body.putObject("server");
    wanted.put("name", name).put("networks", "none");
    wanted.put("imageRef", like.path("image").path("id").asText());
    wanted.put("flavorRef", flavor(like.path("flavor").path("original_name").asText()));
    try {
      wanted.set("metadata", JSON.readTree(metadata));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var made = alice.call("POST", NOVA + "/servers", body.toString());
    return new Server(made.path("server").path("id").asText());
  }

  private String flavor(String name) {
    for (var flavor : alice.call("GET", NOVA + "/flavors", "").path("flavors")) {
      if (flavor.path("name").asText().equals(name)) {
        return flavor.path("id").asText();
      }
    }
    throw new IllegalStateException("no flavor " + name);
  }

  /** A cloud announces nothing: it is asked again and again, for three minutes at most. */
  public static void poll(BooleanSupplier done) {
    var pause = CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS);
    for (int left = 360; !done.getAsBoolean(); left--) {
      if (left == 0) {
        throw new IllegalStateException("not within three minutes");
      }
      CompletableFuture.runAsync(() -> {}, pause).join();
    }
  }

  @Override
  public void close() {
    alice.close();
  }
}
