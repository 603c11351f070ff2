package dev.nestling.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {
  private static final int LABEL_VALUE = 63;
  private static final String CONTROLLER_HASH = "-7d9c8b6f54";

  /** Data that outlived its keys would say so; keys minted anew over data would not. */
  @Test
  void ofTheIdentityTheDataComesFirst() {
    assertThat(new Names("edge").identity())
        .containsExactly("edge-data", "edge-ca", "edge-proxy", "edge-sa", "edge-encryption");
  }

  @Test
  void namesAreThoseOfTheArchitecture() {
    var names = new Names("edge");

    assertThat(all(names))
        .containsExactlyInAnyOrder(
            "edge-ca",
            "edge-proxy",
            "edge-sa",
            "edge-encryption",
            "edge-data",
            "edge-server-certs",
            "edge-kubeconfig",
            "edge-kubeconfig-internal",
            "edge-server-config",
            "edge-api",
            "edge-server",
            "edge-etcd",
            "edge-etcd",
            "edge-etcd-4",
            "edge-etcd-4-0",
            "edge-apiserver",
            "edge-controller-manager",
            "edge-scheduler",
            "edge-konnectivity",
            "edge-control-plane");
    assertThat(names.secrets())
        .containsExactly(
            "edge-ca",
            "edge-proxy",
            "edge-sa",
            "edge-encryption",
            "edge-server-certs",
            "edge-kubeconfig",
            "edge-kubeconfig-internal");
  }

  /**
   * A pod's name is its host name, and the label of its revision carries the StatefulSet's name.
   */
  @Test
  void theLongestNameFitsEverywhere() {
    var names = new Names("a".repeat(Names.MAX_LENGTH));

    assertThat(all(names))
        .allSatisfy(name -> assertThat(name).hasSizeLessThanOrEqualTo(LABEL_VALUE));
    assertThat(names.server() + "-999").hasSizeLessThanOrEqualTo(LABEL_VALUE);
    assertThat(names.server() + CONTROLLER_HASH).hasSizeLessThanOrEqualTo(LABEL_VALUE);
  }

  @Test
  void everyNameIsALabelOfDns() {
    assertThat(all(new Names("a-1"))).allMatch(name -> name.matches("[a-z]([-a-z0-9]*[a-z0-9])?"));
  }

  /**
   * {@code c1 + s1 = c2 + s2} with different clusters needs a suffix that ends with another of the
   * same kind; only Secrets have several suffixes. So two clusters collide in no other way than by
   * being called the same (which promotion uses).
   */
  @Test
  void clustersOfDifferentNamesNeverCollide() {
    List<String> suffixes = new Names("").secrets();

    for (String suffix : suffixes) {
      assertThat(suffixes).filteredOn(suffix::endsWith).containsExactly(suffix);
    }
  }

  private static final int LAST_MEMBER = 4;

  private static List<String> all(Names names) {
    return Arrays.stream(Names.class.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .filter(method -> method.getReturnType() == String.class)
        .filter(method -> !List.of("toString", "cluster").contains(method.getName()))
        .map(method -> call(method, names))
        .toList();
  }

  private static String call(Method method, Names names) {
    try {
      return (String)
          (method.getParameterCount() == 0
              ? method.invoke(names)
              : method.invoke(names, LAST_MEMBER));
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new LinkageError("a name can't be asked", e);
    }
  }
}
