package dev.consolegw.gateway.directory.nova;

import dev.consolegw.authz.Identity;
import dev.consolegw.authz.openstack.CloudProject;
import java.util.Set;

/** Which projects matter. From memory: it must not block. */
public interface Projects {

  /** Those on which an owner of the key has a role. */
  Set<CloudProject> of(Identity identity);

  /** All that are in use. */
  Set<CloudProject> all();
}
