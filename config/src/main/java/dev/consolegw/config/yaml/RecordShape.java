package dev.consolegw.config.yaml;

import dev.consolegw.config.value.Spelling;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a record class says about its section of the file. Worked out once for each class: asking
 * for it by reflection takes ten times as long as reading the YAML.
 */
public record RecordShape(Constructor<?> constructor, List<Part> parts) {
  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return reflect(type);
        }
      };

  /** On a section that may be written as one text instead: the value of the key that it names. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  public @interface AsText {
    /** The key. */
    String value();
  }

  /**
   * One component.
   *
   * @param key as the file spells it
   * @param standard the text of the default, if the file leaves it out
   */
  public record Part(
      String key, Type type, String doc, @Nullable String standard, @Nullable Range range) {

    /** A {@link Where} is no key: it takes the place of the record. */
    public boolean isPlace() {
      return type == Where.class;
    }

    /** The same under another name and without its default, for what it holds many of. */
    Part item(String name) {
      return new Part(name, type, doc, null, null);
    }
  }

  public static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  /** Whether a type is a section: a record that is not written as one text. */
  public static boolean isSection(Class<?> type) {
    return type.isRecord() && type != Located.class && Scalars.kind(type).isEmpty();
  }

  public static Class<?> raw(Type type) {
    return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
  }

  /** What a list, a map, an optional or a located value holds. */
  public static Type held(Type type) {
    Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
    return arguments[arguments.length - 1];
  }

  Record make(Object[] values) {
    try {
      return (Record) constructor.newInstance(values);
    } catch (ReflectiveOperationException broken) {
      throw new IllegalStateException("cannot call " + constructor, broken);
    }
  }

  private static RecordShape reflect(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    try {
      var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return new RecordShape(
          type.getDeclaredConstructor(types),
          Arrays.stream(components).map(RecordShape::part).toList());
    } catch (NoSuchMethodException broken) {
      throw new IllegalStateException("every record has such a constructor", broken);
    }
  }

  private static Part part(RecordComponent component) {
    var doc = component.getAnnotation(Doc.class);
    var standard = component.getAnnotation(Default.class);
    return new Part(
        doc == null || doc.key().isEmpty() ? Spelling.kebab(component.getName()) : doc.key(),
        component.getGenericType(),
        doc == null ? "" : doc.value(),
        standard == null ? null : standard.value(),
        component.getAnnotation(Range.class));
  }
}
