package dev.consolegw.authz.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;

/** Changes a real cloud as its administrator, and takes back what it made. */
final class RigAdmin implements Closeable {
  static final String KEYSTONE = "http://127.0.0.1:5000/v3";
  static final String NOVA = "http://127.0.0.1:8774/v2.1";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SIGN_IN =
      """
      {"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "admin",
        "domain": {"id": "default"}, "password": "admin-pw"}}},
        "scope": {"project": {"name": "admin", "domain": {"id": "default"}}}}}
      """;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Deque<String> made = new ArrayDeque<>();
  private final String token;

  RigAdmin() throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(KEYSTONE + "/auth/tokens"));
    var answer =
        client.send(
            request
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(SIGN_IN))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    token = answer.headers().firstValue("X-Subject-Token").orElseThrow();
  }

  JsonNode call(String method, String url, String body) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .header("X-Auth-Token", token)
            .header("X-OpenStack-Nova-API-Version", "2.35")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(method + " " + url + ": " + answer.statusCode() + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  /** Makes a user or a group; both end with this. */
  String make(String kind, String name) throws IOException, InterruptedException {
    var body = "{\"%s\": {\"name\": \"%s\", \"domain_id\": \"default\"}}".formatted(kind, name);
    var id = call("POST", KEYSTONE + "/" + kind + "s", body).path(kind).path("id").asText();
    made.push(KEYSTONE + "/" + kind + "s/" + id);
    return id;
  }

  String role(String name) throws IOException, InterruptedException {
    return call("GET", KEYSTONE + "/roles?name=" + name, "")
        .path("roles")
        .path(0)
        .path("id")
        .asText();
  }

  void put(String path) throws IOException, InterruptedException {
    call("PUT", KEYSTONE + path, "");
  }

  void delete(String path) throws IOException, InterruptedException {
    call("DELETE", KEYSTONE + path, "");
  }

  void key(String user, String name, String line) throws IOException, InterruptedException {
    var body =
        "{\"keypair\": {\"name\": \"%s\", \"type\": \"ssh\", \"user_id\": \"%s\", \"public_key\": \"%s\"}}"
            .formatted(name, user, line);
    call("POST", NOVA + "/os-keypairs", body);
    made.push(NOVA + "/os-keypairs/" + name + "?user_id=" + user);
  }

  @Override
  public void close() throws IOException {
    for (String url : made) {
      try {
        call("DELETE", url, "");
      } catch (IOException _) {
        // A test may have deleted it itself.
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    client.close();
  }
}
