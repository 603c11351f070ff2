package dev.nestling.test.testbed;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives every test of a class a namespace of its own, shows what is in it when the test fails, and
 * removes it whatever happened. No test waits for that: the whole run ends when all are gone.
 */
public final class Tenant
    implements BeforeEachCallback, AfterTestExecutionCallback, AfterEachCallback {
  private final String prefix;
  private @Nullable TenantNamespace current;

  private Tenant(String prefix) {
    this.prefix = prefix;
  }

  /** Its namespaces' names begin with {@code prefix}. */
  public static Tenant named(String prefix) {
    return new Tenant(prefix);
  }

  /** The running test's. */
  public TenantNamespace namespace() {
    return Objects.requireNonNull(current, "no test is running");
  }

  /** Applies a cluster whose spec is the given YAML members. */
  public NestedCluster apply(String name, String specMembers) {
    return NestedCluster.apply(namespace(), name, specMembers);
  }

  /** Applies a FullCluster whose spec is the given YAML members. */
  public NestedCluster applyFull(String name, String specMembers) {
    var cluster = NestedCluster.full(namespace(), name);
    cluster.apply(specMembers);
    return cluster;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    current = TenantNamespace.create(Testbed.get().client(), prefix);
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    context
        .getExecutionException()
        .ifPresent(
            failure ->
                System.err.println(
                    "After the failure of "
                        + context.getDisplayName()
                        + ":\n"
                        + FailureReport.of(Testbed.get(), namespace().name())));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (current != null) {
      current.delete();
      context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .computeIfAbsent(Deleted.class)
          .namespaces
          .add(current);
      current = null;
    }
  }

  /** The namespaces of a whole run; JUnit closes it at the end. */
  static final class Deleted implements AutoCloseable {
    private final List<TenantNamespace> namespaces = new ArrayList<>();

    @Override
    public void close() {
      namespaces.forEach(TenantNamespace::awaitGone);
    }
  }
}
