package dev.nestling.testing;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Values to make records of, in which whatever is secret can be recognised. */
final class ExampleValues {
  private static final String CANARY = "canary-in-a-record";
  private static final String ENCODED =
      Base64.getEncoder().encodeToString(CANARY.getBytes(StandardCharsets.UTF_8));

  /** What must not be seen. */
  static final List<String> FORMS = List.of(CANARY, ENCODED);

  /** What a component is called whose text nobody should see. */
  private static final Pattern SECRET =
      Pattern.compile(
          "privateKey.*|.*[pP]assword.*|token|secret|clusterSecret|encryption|keyPem|payload|body");

  private static final Secret OBJECT =
      new SecretBuilder()
          .withNewMetadata()
          .withName("object")
          .withNamespace("namespace")
          .withUid("uid")
          .endMetadata()
          .addToData("key", ENCODED)
          .build();

  private ExampleValues() {}

  static Constructor<?> canonical(Class<?> type) throws NoSuchMethodException {
    return type.getDeclaredConstructor(
        Stream.of(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new));
  }

  static @Nullable Object of(RecordComponent component) {
    return value(component.getGenericType(), SECRET.matcher(component.getName()).matches());
  }

  private static @Nullable Object value(Type type, boolean secret) {
    if (type instanceof ParameterizedType generic) {
      return container(generic, secret);
    }
    return type instanceof Class<?> plain ? plain(plain, secret) : null;
  }

  private static @Nullable Object container(ParameterizedType type, boolean secret) {
    Type[] inner = type.getActualTypeArguments();
    Object last = value(inner[inner.length - 1], secret);
    if (!(type.getRawType() instanceof Class<?> raw)) {
      return null;
    }
    if (raw == Optional.class) {
      return Optional.ofNullable(last);
    }
    if (last == null) {
      return null;
    }
    if (raw == List.class) {
      return List.of(last);
    }
    if (raw == Set.class) {
      return Set.of(last);
    }
    return map(raw, inner, last);
  }

  private static @Nullable Object map(Class<?> raw, Type[] inner, Object last) {
    Object key = value(inner[0], false);
    if (key == null) {
      return null;
    }
    if (raw == Map.class) {
      return Map.of(key, last);
    }
    return raw == SortedMap.class ? new TreeMap<>(Map.of(key, last)) : null;
  }

  private static @Nullable Object plain(Class<?> type, boolean secret) {
    if (type == String.class) {
      return secret ? CANARY : "text";
    }
    if (HasMetadata.class.isAssignableFrom(type)) {
      return type.isAssignableFrom(Secret.class) ? OBJECT : null;
    }
    if (type.isRecord()) {
      return TalkativeRecords.example(type).orElse(null);
    }
    if (type.isSealed()) {
      return Stream.of(type.getPermittedSubclasses())
          .map(permitted -> plain(permitted, secret))
          .filter(made -> made != null)
          .findFirst()
          .orElse(null);
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    return number(type);
  }

  private static @Nullable Object number(Class<?> type) {
    if (type == int.class || type == Integer.class) {
      return 1;
    }
    if (type == long.class || type == Long.class) {
      return 1L;
    }
    if (type == boolean.class || type == Boolean.class) {
      return true;
    }
    if (type == Instant.class) {
      return Instant.EPOCH;
    }
    if (type == Duration.class) {
      return Duration.ofMinutes(1);
    }
    return type == URI.class ? URI.create("https://192.0.2.1:6443") : null;
  }
}
