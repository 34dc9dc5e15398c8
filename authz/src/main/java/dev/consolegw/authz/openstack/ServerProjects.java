package dev.consolegw.authz.openstack;

import dev.consolegw.authz.name.ConsoleName;
import java.util.Set;

/** Where servers are, as far as that is known. */
@FunctionalInterface
public interface ServerProjects {

  /** The ids of the projects that have a server which a name may mean. From memory, at once. */
  Set<String> projects(ConsoleName name);
}
