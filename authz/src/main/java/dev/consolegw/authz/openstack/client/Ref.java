package dev.consolegw.authz.openstack.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Something in Keystone, by id or by name. */
record Ref(By by, String value) {
  enum By {
    ID("id"),
    NAME("name");

    private final String key;

    By(String key) {
      this.key = key;
    }
  }

  static Ref id(String id) {
    return new Ref(By.ID, id);
  }

  static Ref name(String name) {
    return new Ref(By.NAME, name);
  }

  ObjectNode json() {
    return JsonNodeFactory.instance.objectNode().put(by.key, value);
  }
}
