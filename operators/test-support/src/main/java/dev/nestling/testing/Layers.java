package dev.nestling.testing;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.MethodCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The architecture's rules that no compiler checks, for every module that sees them: {@code
 * Layers.verify()} is a module's whole test.
 *
 * <p>The rules: dependencies run api, core, runtime, operators and never back, and the plug-in of
 * kubectl stands on api and core; what computes a plan or a status is a function of its arguments;
 * only the apply package writes to the API server (events and the shared writers of status and
 * lease aside).
 */
public final class Layers {
  private static final String ROOT = "dev.nestling";

  /** The functions of every operator: told the world and the time, they return values. */
  private static final DescribedPredicate<JavaClass> PURE =
      resideInAnyPackage(
              "..core.plan..",
              "..core.pki..",
              "..core.kubeconfig..",
              "..core.status..",
              "..objects..")
          .or(nameEndsWith("Planner", "Validation", "Conditions", "Status", "Names"))
          .and(not(resideInAnyPackage("dev.nestling.runtime..", "dev.nestling.api..")))
          .as("plan, pki, kubeconfig, status, objects, planners, validations and conditions");

  private static final Set<String> WRITES =
      Set.of(
          "create",
          "update",
          "updateStatus",
          "edit",
          "editStatus",
          "patch",
          "patchStatus",
          "replace",
          "replaceStatus",
          "delete",
          "scale",
          "createOr",
          "createOrReplace",
          "serverSideApply",
          "serverSideApplyStatus",
          "serverSideApplyPrimary",
          "serverSideApplyPrimaryStatus",
          "resourcePatch");

  private Layers() {}

  /**
   * Checks the production classes of this project on the class path.
   *
   * @throws AssertionError naming every line that breaks a rule
   */
  public static void verify() {
    verify(
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/dev/nestling/testing/"))
            .importPackages(ROOT));
  }

  static void verify(JavaClasses classes) {
    rules().forEach(rule -> rule.allowEmptyShould(true).check(classes));
  }

  private static List<ArchRule> rules() {
    return List.of(
        dependsOnlyOn("dev.nestling.api..", "dev.nestling.api.."),
        dependsOnlyOn("dev.nestling.core..", "dev.nestling.core..", "dev.nestling.api.."),
        dependsOnlyOn(
            "dev.nestling.runtime..",
            "dev.nestling.runtime..",
            "dev.nestling.core..",
            "dev.nestling.api.."),
        dependsOnlyOn(
            "dev.nestling.kubectl..",
            "dev.nestling.kubectl..",
            "dev.nestling.core..",
            "dev.nestling.api.."),
        plainJava("dev.nestling.api..", "dev.nestling.core..", "dev.nestling.kubectl.."),
        pureCodeKnowsNoClient(),
        pureCodeIsToldTheTime(),
        onlyApplyWrites());
  }

  private static ArchRule dependsOnlyOn(String layer, String... allowed) {
    return noClasses()
        .that()
        .resideInAPackage(layer)
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + "..")
                .and(not(resideInAnyPackage(allowed)))
                .as("belong to a layer above"));
  }

  private static ArchRule plainJava(String... layers) {
    return noClasses()
        .that()
        .resideInAnyPackage(layers)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.quarkus..", "jakarta.enterprise..", "jakarta.inject..");
  }

  private static ArchRule pureCodeKnowsNoClient() {
    return noClasses()
        .that(PURE)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "io.fabric8.kubernetes.client..",
                    "io.javaoperatorsdk..",
                    "io.quarkus..",
                    "jakarta.enterprise..",
                    "jakarta.inject..")
                .and(not(equivalentTo(CustomResource.class)))
                .as("are client, framework or injection"));
  }

  private static ArchRule pureCodeIsToldTheTime() {
    return noClasses()
        .that(PURE.and(not(nameEndsWith("SecureMinter", "Signatures", "CertificateWriter"))))
        .should()
        .dependOnClassesThat()
        .areAssignableTo(InstantSource.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(RandomGenerator.class)
        .orShould()
        .callMethodWhere(readsTheTimeOrADie());
  }

  private static ArchRule onlyApplyWrites() {
    return noClasses()
        .that(
            not(resideInAnyPackage("dev.nestling.core.apply..", "dev.nestling.runtime.."))
                .and(not(nameEndsWith("EventRecorder", "PoolStore", "PodStore")))
                .as(
                    "are neither apply, runtime, the event recorder nor the stores of pools and of their pods"))
        .should()
        .callMethodWhere(writesToTheApiServer());
  }

  private static DescribedPredicate<JavaMethodCall> readsTheTimeOrADie() {
    return DescribedPredicate.describe(
        "reads the time or rolls a die",
        call -> {
          String owner = call.getTargetOwner().getPackageName();
          String method = call.getTarget().getName();
          return (owner.equals("java.time") && method.equals("now"))
              || method.equals("currentTimeMillis")
              || method.equals("randomUUID");
        });
  }

  private static DescribedPredicate<JavaMethodCall> writesToTheApiServer() {
    return DescribedPredicate.describe(
        "writes to the API server",
        call -> {
          MethodCallTarget target = call.getTarget();
          String owner = target.getOwner().getPackageName();
          boolean client =
              owner.startsWith("io.fabric8.kubernetes.client.dsl")
                  || target.getOwner().getSimpleName().equals("ResourceOperations");
          return client && WRITES.contains(target.getName());
        });
  }

  private static DescribedPredicate<JavaClass> nameEndsWith(String... endings) {
    return DescribedPredicate.describe(
        "name ends with one of " + List.of(endings),
        type -> List.of(endings).stream().anyMatch(type.getSimpleName()::endsWith));
  }
}
