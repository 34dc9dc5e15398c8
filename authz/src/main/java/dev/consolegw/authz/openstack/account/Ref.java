package dev.consolegw.authz.openstack.account;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Something in Keystone, by id or by name. */
public record Ref(By by, String value) {
  public enum By {
    ID("id"),
    NAME("name");

    private final String key;

    By(String key) {
      this.key = key;
    }
  }

  public static Ref id(String id) {
    return new Ref(By.ID, id);
  }

  public static Ref name(String name) {
    return new Ref(By.NAME, name);
  }

  public ObjectNode json() {
    return JsonNodeFactory.instance.objectNode().put(by.key, value);
  }
}
