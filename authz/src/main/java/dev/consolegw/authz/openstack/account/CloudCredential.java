package dev.consolegw.authz.openstack.account;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.consolegw.config.value.Secret;
import java.util.Optional;

/** What we sign in to Keystone with. None of them shows its secret as text. */
public sealed interface CloudCredential {

  /** A user's password; a user by name needs the domain. */
  record Password(Ref user, Optional<Ref> domain, Secret password) implements CloudCredential {}

  /** A token from elsewhere. It cannot be renewed: when it ends, so does everything. */
  record Token(Secret token) implements CloudCredential {}

  /** An application credential; by name it needs the user. Bound to one project for ever. */
  record Application(Ref application, Optional<Ref> user, Optional<Ref> domain, Secret secret)
      implements CloudCredential {}

  /** The `identity` of a token request (Identity API v3, "Password authentication" and others). */
  default ObjectNode json() {
    var identity = JsonNodeFactory.instance.objectNode();
    switch (this) {
      case Password(var user, var domain, var password) -> {
        identity.putArray("methods").add("password");
        var body = user(user, domain).put("password", password.value());
        identity.putObject("password").set("user", body);
      }
      case Token(var token) -> {
        identity.putArray("methods").add("token");
        identity.putObject("token").put("id", token.value());
      }
      case Application(var application, var user, var domain, var secret) -> {
        identity.putArray("methods").add("application_credential");
        var body = application.json().put("secret", secret.value());
        user.ifPresent(it -> body.set("user", user(it, domain)));
        identity.set("application_credential", body);
      }
    }
    return identity;
  }

  private static ObjectNode user(Ref user, Optional<Ref> domain) {
    var body = user.json();
    domain.filter(_ -> user.by() == Ref.By.NAME).ifPresent(it -> body.set("domain", it.json()));
    return body;
  }
}
