package dev.consolegw.authz.openstack.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Somebody signed in to a real cloud, who changes it, and takes back what they made. */
public final class CloudUser implements AutoCloseable {
  public static final String KEYSTONE = "http://127.0.0.1:5000/v3";
  public static final String NOVA = "http://127.0.0.1:8774/v2.1";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Deque<String> made = new ArrayDeque<>();
  private final String token;

  private CloudUser(String name, String project) {
    var body =
        """
        {"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "%s",
          "domain": {"id": "default"}, "password": "%s-pw"}}},
          "scope": {"project": {"name": "%s", "domain": {"id": "default"}}}}}
        """
            .formatted(name, name, project);
    token =
        send("POST", KEYSTONE + "/auth/tokens", body, "none")
            .headers()
            .firstValue("X-Subject-Token")
            .orElseThrow();
  }

  /** Whoever may everything. */
  public static CloudUser admin() {
    return of("admin", "admin");
  }

  /** Somebody in a project; their password is their name and {@code -pw}. */
  public static CloudUser of(String name, String project) {
    return new CloudUser(name, project);
  }

  /** What the cloud answers; no answer and a refusal are the test's failure. */
  public JsonNode call(String method, String url, String body) {
    var answer = send(method, url, body, token);
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(
          method + " " + url + ": " + answer.statusCode() + answer.body());
    }
    return json(answer);
  }

  private HttpResponse<String> send(String method, String url, String body, String token) {
    var request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .header("X-Auth-Token", token)
            .header("X-OpenStack-Nova-API-Version", "2.93")
            .timeout(Duration.ofSeconds(60))
            .method(method, BodyPublishers.ofString(body));
    try {
      return client.send(request.build(), BodyHandlers.ofString());
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

  /** Makes a user or a group. */
  public String make(String kind, String name) {
    var body = "{\"%s\": {\"name\": \"%s\", \"domain_id\": \"default\"}}".formatted(kind, name);
    var id = call("POST", KEYSTONE + "/" + kind + "s", body).path(kind).path("id").asText();
    made.push(KEYSTONE + "/" + kind + "s/" + id);
    return id;
  }

  /** The id of a role. */
  public String role(String name) {
    return call("GET", KEYSTONE + "/roles?name=" + name, "")
        .path("roles")
        .path(0)
        .path("id")
        .asText();
  }

  /** Gives what a path of Keystone names, such as a role. */
  public void put(String path) {
    call("PUT", KEYSTONE + path, "");
  }

  /** Takes it away. */
  public void delete(String path) {
    call("DELETE", KEYSTONE + path, "");
  }

  /** Somebody may sign in no more. */
  public void disable(String user) {
    call("PATCH", KEYSTONE + "/users/" + user, "{\"user\": {\"enabled\": false}}");
  }

  /** Gives somebody a key, as a line of a .pub file. */
  public void key(String user, String name, String line) {
    var body = JSON.createObjectNode();
    body.putObject("keypair")
        .put("name", name)
        .put("type", "ssh")
        .put("user_id", user)
        .put("public_key", line);
    call("POST", NOVA + "/os-keypairs", body.toString());
    made.push(keyPair(user, name));
  }

  /** Takes a key away. */
  public void noKey(String user, String name) {
    call("DELETE", keyPair(user, name), "");
    made.remove(keyPair(user, name));
  }

  private static String keyPair(String user, String name) {
    return NOVA + "/os-keypairs/" + name + "?user_id=" + user;
  }

  /** Makes one for oneself, with its {@code id} and {@code secret}. */
  public JsonNode applicationCredential(String self, String name) {
    var body = "{\"application_credential\": {\"name\": \"%s\"}}".formatted(name);
    var path = KEYSTONE + "/users/" + self + "/application_credentials";
    var credential = call("POST", path, body).path("application_credential");
    made.push(path + "/" + credential.path("id").asText());
    return credential;
  }

  /** Deletes what may be gone already. */
  public void drop(String url) {
    var _ = send("DELETE", url, "", token);
  }

  @Override
  public void close() {
    made.forEach(this::drop);
    client.close();
  }
}
