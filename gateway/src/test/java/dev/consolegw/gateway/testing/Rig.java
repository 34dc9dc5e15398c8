package dev.consolegw.gateway.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.authz.openstack.account.CloudFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
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
public final class Rig {
  private static final String KEYSTONE = "http://127.0.0.1:5000/v3";
  private static final String NOVA = "http://127.0.0.1:8774/v2.1";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final JsonNode ids;

  /** A server made for one test. */
  public final class Server implements AutoCloseable {
    private final String token;
    private final String id;

    private Server(String token, String id) {
      this.token = token;
      this.id = id;
    }

    public String id() {
      return id;
    }

    /** Does something to it, such as {@code {"os-stop": null}}, and returns at once. */
    public void act(String action) {
      var status = post(token, url() + "/action", action).statusCode();
      if (status >= 300) {
        throw new IllegalStateException("Nova answers " + status + " to " + action);
      }
    }

    /** Waits until nothing is being done to it and it has this state. */
    public Server awaitState(String state) {
      poll(() -> {
        var server = json(send(request(token, url()).GET())).path("server");
        return server.path("status").asText().equals(state)
            && server.path("OS-EXT-STS:task_state").isNull();
      });
      return this;
    }

    /** Gives it another name. */
    public void rename(String name) {
      var body = JSON.createObjectNode();
      body.putObject("server").put("name", name);
      send(request(token, url()).PUT(BodyPublishers.ofString(body.toString())));
    }

    /** An address of its console, for another client. */
    public URI console() {
      var body = "{\"remote_console\": {\"protocol\": \"serial\", \"type\": \"serial\"}}";
      var answer = json(post(token, url() + "/remote-consoles", body));
      return URI.create(answer.path("remote_console").path("url").asText());
    }

    /** Deletes it; returns at once. */
    public void delete() {
      send(request(token, url()).DELETE());
    }

    private String url() {
      return NOVA + "/servers/" + id;
    }

    @Override
    public void close() {
      delete();
    }
  }

  private Rig(Path folder, JsonNode ids) {
    this.folder = folder;
    this.ids = ids;
  }

  /** The one that is running. */
  public static Rig open() {
    var folder = Path.of(System.getProperty("openstack.dir", "/var/tmp/os-rig"));
    try {
      return new Rig(folder, JSON.readTree(folder.resolve("ids.json").toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException("no cloud in " + folder, e);
    }
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
  public String server(String name) {
    return ids.path("servers").path(name).asText();
  }

  /** The id of a project. */
  public String project(String name) {
    return ids.path("projects").path(name).asText();
  }

  /** Makes a server as alice, in her project, and returns while it is being built. */
  public Server create(String name) {
    return create(name, "{}");
  }

  /** The same with metadata, in JSON. */
  public Server create(String name, String metadata) {
    var token = token("alice", "alpha");
    var like = send(request(token, NOVA + "/servers/" + server("alpha/my-server")).GET());
    var body = JSON.createObjectNode();
    var wanted = body.putObject("server");
    wanted.put("name", name).put("networks", "none");
    wanted.put("imageRef", json(like).path("server").path("image").path("id").asText());
    wanted.put("flavorRef", flavor(token));
    try {
      wanted.set("metadata", JSON.readTree(metadata));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var made = json(post(token, NOVA + "/servers", body.toString()));
    return new Server(token, made.path("server").path("id").asText());
  }

  private String flavor(String token) {
    for (var flavor : json(send(request(token, NOVA + "/flavors").GET())).path("flavors")) {
      if (flavor.path("name").asText().equals("rig.tiny")) {
        return flavor.path("id").asText();
      }
    }
    throw new IllegalStateException("no flavor rig.tiny");
  }

  private String token(String user, String project) {
    var body =
        """
        {"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "%s",
          "domain": {"id": "default"}, "password": "%s-pw"}}},
          "scope": {"project": {"name": "%s", "domain": {"id": "default"}}}}}
        """
            .formatted(user, user, project);
    return post("none", KEYSTONE + "/auth/tokens", body)
        .headers()
        .firstValue("X-Subject-Token")
        .orElseThrow();
  }

  private HttpResponse<String> post(String token, String url, String body) {
    return send(request(token, url).POST(BodyPublishers.ofString(body)));
  }

  private static HttpRequest.Builder request(String token, String url) {
    return HttpRequest.newBuilder(URI.create(url))
        .header("X-Auth-Token", token)
        .header("X-OpenStack-Nova-API-Version", "2.93")
        .header("Content-Type", "application/json")
        .timeout(Duration.ofSeconds(60));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nova announces nothing: it is asked again and again, for three minutes at most. */
  private static void poll(BooleanSupplier done) {
    var pause = CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS);
    for (int left = 360; !done.getAsBoolean(); left--) {
      if (left == 0) {
        throw new IllegalStateException("not within three minutes");
      }
      CompletableFuture.runAsync(() -> {}, pause).join();
    }
  }
}
