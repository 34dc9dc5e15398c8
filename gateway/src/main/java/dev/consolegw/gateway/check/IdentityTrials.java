package dev.consolegw.gateway.check;

import dev.consolegw.authz.openstack.client.Cloud;
import dev.consolegw.authz.openstack.client.CloudException;
import dev.consolegw.authz.openstack.client.IdentityApi.Domain;
import dev.consolegw.authz.openstack.client.IdentityApi.Listed;
import dev.consolegw.authz.openstack.client.IdentityApi.Project;
import dev.consolegw.gateway.check.Trials.Pending;
import dev.consolegw.gateway.terminal.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What Keystone is asked. */
final class IdentityTrials {
  private final Cloud cloud;
  private final Trials trials;

  IdentityTrials(Cloud cloud, Trials trials) {
    this.cloud = cloud;
    this.trials = trials;
  }

  /**
   * Asks for all lists, and then for some projects to go on with: without a list, our own.
   *
   * @param own whether no other project can be entered
   */
  List<Sample> sample(boolean own) throws InterruptedException {
    var identity = cloud.identity();
    var users = trials.begin(Need.USERS, identity::users);
    var projects = trials.begin(Need.PROJECTS, identity::projects);
    trials.end(users, IdentityTrials::count).ifPresent(it -> whole(Need.USERS, it));
    var listed = trials.end(projects, IdentityTrials::count);
    listed.ifPresent(it -> whole(Need.PROJECTS, it));
    var all = listed.map(Listed::items).orElse(List.of());
    var domains = trials.end(trials.begin(Need.DOMAINS, () -> domains(all)), DomainNames::words);
    return all.isEmpty() || own
        ? home()
        : Sample.of(all, domains.map(DomainNames::byId).orElse(Map.of()));
  }

  /**
   * Names of domains.
   *
   * @param words how they were got
   */
  private record DomainNames(Map<String, String> byId, String words) {
    static DomainNames of(List<Domain> domains, String words) {
      return new DomainNames(
          domains.stream().collect(Collectors.toMap(Domain::id, Domain::name, (one, _) -> one)),
          words);
    }
  }

  /** A reader of one domain may not list them, and asks for those that it needs one by one. */
  private DomainNames domains(List<Project> projects) throws CloudException {
    try {
      var listed = cloud.identity().domains();
      return DomainNames.of(listed.items(), count(listed));
    } catch (CloudException failure) {
      var known = projects.stream().map(Project::domainId).findFirst();
      if (failure.kind() != CloudException.Kind.FORBIDDEN || known.isEmpty()) {
        throw failure;
      }
      return DomainNames.of(List.of(cloud.identity().domain(known.get())), "one by one");
    }
  }

  private List<Sample> home() throws InterruptedException {
    var home = trials.begin(Need.HOME, this::homeProject);
    return trials.end(home, id -> id).map(id -> List.of(new Sample(id, id, ""))).orElse(List.of());
  }

  private String homeProject() throws CloudException, UnmetException {
    return cloud
        .homeProject()
        .orElseThrow(() -> new UnmetException("no project is known to ask Nova about"));
  }

  private static String count(Listed<?> list) {
    return String.valueOf(list.items().size());
  }

  private void whole(Need need, Listed<?> list) {
    if (!list.whole()) {
      trials.warn(
          "Keystone cuts its list of %s short; raise list_limit in keystone.conf"
              .formatted(need.words()));
    }
  }

  /** The projects on which somebody has a role, or may have: nobody needs the others. */
  Roles roles(List<Sample> sample) throws InterruptedException {
    var pending =
        sample.stream()
            .map(it ->
                trials.begin(Need.ROLES, "of " + it.words(), () -> cloud.identity().roles(it.id())))
            .toList();
    var needed = new ArrayList<Sample>();
    var people = new ArrayList<String>();
    for (int i = 0; i < sample.size(); i++) {
      var held = trials.end(pending.get(i), it -> String.valueOf(it.size()));
      held.ifPresent(it -> it.forEach(one -> people.add(one.userId())));
      if (held.map(it -> !it.isEmpty()).orElse(true)) {
        needed.add(sample.get(i));
      }
    }
    return new Roles(needed.isEmpty() ? sample : needed, people.stream().distinct().toList());
  }

  /** Projects that count, and people who have a role on them. */
  record Roles(List<Sample> projects, List<String> people) {}

  /**
   * Those of the projects that we get a token for. A domain of which we enter none is one that is
   * not served, which may be as it should be; unless we enter none at all.
   */
  List<Sample> entered(List<Sample> projects) throws InterruptedException {
    var entered = new ArrayList<Sample>();
    var refused = new LinkedHashMap<Sample, Pending<Boolean>>();
    var pending = new LinkedHashMap<Sample, Pending<Boolean>>();
    projects.forEach(
        it -> pending.put(it, trials.begin(Need.TOKEN, it.words(), () -> cloud.enters(it.id()))));
    for (var one : pending.entrySet()) {
      var token = trials.answer(one.getValue());
      if (token.orElse(false)) {
        trials.good(one.getValue(), "");
        entered.add(one.getKey());
      } else if (token.isPresent()) {
        refused.put(one.getKey(), one.getValue());
      }
    }
    var served = entered.stream().map(Sample::domain).collect(Collectors.toSet());
    var unserved = new LinkedHashSet<String>();
    refused.forEach((project, token) -> {
      if (served.isEmpty() || served.contains(project.domain())) {
        trials.refused(token, new UnmetException("Keystone gives none, we have no role there"));
      } else {
        unserved.add(project.domain());
      }
    });
    unserved.forEach(this::warnOfUnserved);
    return entered;
  }

  private void warnOfUnserved(String domain) {
    trials.warn(
        ("domain %s is not served, we have no role on its projects; if it is to be, run: openstack"
                + " role add --user ACCOUNT --domain DOMAIN --inherited console_gw")
            .formatted(Printable.of(domain).asValue()));
  }
}
