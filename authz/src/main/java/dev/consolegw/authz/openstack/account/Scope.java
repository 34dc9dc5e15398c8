package dev.consolegw.authz.openstack.account;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** What a token is for. Keystone's lists need the system or a domain, Nova needs a project. */
public sealed interface Scope {

  /** The whole cloud. */
  record OfSystem() implements Scope {}

  /** One domain. */
  record OfDomain(Ref domain) implements Scope {}

  /** One project; by name it needs the domain. */
  record OfProject(Ref project, Optional<Ref> domain) implements Scope {}

  /** Whatever the credential has by itself: an application credential's project. */
  record Own() implements Scope {}

  static Scope project(String id) {
    return new OfProject(Ref.id(id), Optional.empty());
  }

  /** The `scope` of a token request; nothing for the credential's own. */
  default Optional<ObjectNode> json() {
    var scope = JsonNodeFactory.instance.objectNode();
    switch (this) {
      case OfSystem() -> scope.putObject("system").put("all", true);
      case OfDomain(var domain) -> scope.set("domain", domain.json());
      case OfProject(var project, var domain) -> {
        var body = project.json();
        domain
            .filter(_ -> project.by() == Ref.By.NAME)
            .ifPresent(it -> body.set("domain", it.json()));
        scope.set("project", body);
      }
      case Own() -> {
        return Optional.empty();
      }
    }
    return Optional.of(scope);
  }

  /** Whether a token for this project serves it. */
  default boolean admits(Optional<String> projectId) {
    return !(this instanceof OfProject(var project, var _))
        || project.by() == Ref.By.NAME
        || projectId.filter(project.value()::equals).isPresent();
  }

  /** As a message names it. */
  default String words() {
    return switch (this) {
      case OfSystem() -> "the whole system";
      case OfDomain(var domain) -> "a domain";
      case OfProject(var project, var domain) -> "a project";
      case Own() -> "the credential's own project";
    };
  }
}
