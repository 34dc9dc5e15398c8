package dev.consolegw.authz.openstack.account;

import dev.consolegw.config.value.Secret;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.Where;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes a {@link CloudConfig} of the keys that clouds.yaml and {@code OS_*} have in common. */
final class CloudReader {
  private static final List<String> FACES = List.of("public", "internal", "admin");

  private final Map<String, String> values;
  private final Where where;
  private final Problems problems;
  private boolean wrong;

  CloudReader(Map<String, String> values, Where where, Problems problems) {
    this.values = values;
    this.where = where;
    this.problems = problems;
  }

  Optional<CloudConfig> read() {
    var authUrl = value("auth_url");
    if (authUrl.isEmpty()) {
      wrong(
          value("profile").isPresent()
              ? "'profile' is not followed; write its auth_url"
              : "no auth_url; write Keystone's address");
    }
    var url = authUrl.flatMap(this::url).map(CloudReader::versioned);
    var credential = credential();
    var face = value("interface").orElse("public").toLowerCase(Locale.ROOT).replace("url", "");
    if (!FACES.contains(face)) {
      wrong("'interface' is none; write public, internal or admin");
    }
    var compute = value("compute_endpoint_override").flatMap(this::url);
    var trust = new CloudConfig.Trust(value("cacert").map(CloudReader::path), insecure());
    if (wrong || url.isEmpty() || credential.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new CloudConfig(
            url.get(), credential.get(), scope(), value("region_name"), face, compute, trust));
  }

  private Optional<CloudCredential> credential() {
    var type = value("auth_type").orElse("");
    if (type.contains("applicationcredential")
        || value("application_credential_secret").isPresent()) {
      return application();
    }
    if (type.equals("token")
        || type.equals("v3token")
        || (type.isEmpty() && value("token").isPresent())) {
      return value("token").map(it -> new CloudCredential.Token(new Secret(it)));
    }
    if (!type.isEmpty() && !type.equals("password") && !type.equals("v3password")) {
      return wrong(
          "this auth_type is not known here; write password, token or v3applicationcredential");
    }
    var user = ref("user_id", "username");
    var password = value("password");
    if (user.isEmpty() || password.isEmpty()) {
      return wrong("no user_id or username, or no password; write both");
    }
    return Optional.of(
        new CloudCredential.Password(user.get(), domain("user"), new Secret(password.get())));
  }

  private Optional<CloudCredential> application() {
    var application = ref("application_credential_id", "application_credential_name");
    var secret = value("application_credential_secret");
    if (application.isEmpty() || secret.isEmpty()) {
      return wrong("no application_credential_id, or no application_credential_secret; write both");
    }
    return Optional.of(
        new CloudCredential.Application(
            application.get(),
            ref("user_id", "username"),
            domain("user"),
            new Secret(secret.get())));
  }

  private Optional<Scope> scope() {
    if (value("system_scope").isPresent()) {
      return Optional.of(new Scope.OfSystem());
    }
    var project = ref("project_id", "project_name").or(() -> ref("tenant_id", "tenant_name"));
    if (project.isPresent()) {
      return Optional.of(new Scope.OfProject(project.get(), domain("project")));
    }
    return ref("domain_id", "domain_name").map(Scope.OfDomain::new);
  }

  private Optional<Ref> domain(String whose) {
    return ref(whose + "_domain_id", whose + "_domain_name")
        .or(() -> ref("default_domain_id", "default_domain_name"))
        .or(() -> Optional.of(Ref.id("default")));
  }

  private Optional<Ref> ref(String id, String name) {
    return value(id).map(Ref::id).or(() -> value(name).map(Ref::name));
  }

  private boolean insecure() {
    return value("insecure")
            .filter(it -> List.of("true", "1", "yes").contains(it.toLowerCase(Locale.ROOT)))
            .isPresent()
        || value("verify").filter(it -> it.equalsIgnoreCase("false")).isPresent();
  }

  private Optional<URI> url(String text) {
    try {
      var url = URI.create(text);
      if (List.of("http", "https").contains(url.getScheme())
          && url.getHost() != null
          && url.getUserInfo() == null) {
        return Optional.of(url);
      }
    } catch (IllegalArgumentException _) {
      // Answered below, in our own words.
    }
    return wrong("auth_url is no address; write one such as https://keystone.example:5000/v3");
  }

  /** People leave the version out, and the clients of OpenStack let them. */
  private static URI versioned(URI url) {
    var text = url.toString().replaceAll("/+$", "");
    return URI.create(text.endsWith("/v3") ? text : text + "/v3");
  }

  private static Path path(String text) {
    return text.startsWith("~/")
        ? Path.of(System.getProperty("user.home"), text.substring(2))
        : Path.of(text);
  }

  private Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key)).filter(it -> !it.isEmpty());
  }

  private <T> Optional<T> wrong(String sentence) {
    wrong = true;
    problems.add(where, sentence);
    return Optional.empty();
  }
}
