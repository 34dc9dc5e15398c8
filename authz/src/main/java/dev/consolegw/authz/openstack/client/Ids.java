package dev.consolegw.authz.openstack.client;

import java.util.regex.Pattern;

/** Ids that go into paths: whatever is none is not asked for. */
final class Ids {
  /** UUIDs with dashes and without, and the 64 digits of users from LDAP. */
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private Ids() {}

  static String checked(Call.Service service, String id) throws CloudException {
    if (!FORM.matcher(id).matches()) {
      throw new CloudException(CloudException.Kind.NOT_FOUND, service + " does not know it");
    }
    return id;
  }
}
