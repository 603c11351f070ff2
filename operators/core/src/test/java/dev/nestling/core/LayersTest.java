package dev.nestling.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;

/**
 * What a planner is made of must be a function of its arguments, and only one package may write.
 */
@AnalyzeClasses(
    packages = "dev.nestling.core",
    importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  private static final String CLIENT = "io.fabric8.kubernetes.client..";
  private static final String FRAMEWORK = "io.javaoperatorsdk..";
  private static final String[] PURE = {
    "..core.plan..",
    "..core.pki..",
    "..core.kubeconfig..",
    "..core.status..",
    "..core.network..",
    "..core.kubeadm..",
    "..core.addons..",
    "..core.placement..",
    "..core.etcd.membership.."
  };

  @ArchTest
  static final ArchRule pureCodeKnowsNoClientAndNoFramework =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLIENT, FRAMEWORK);

  @ArchTest
  static final ArchRule pureCodeIsToldTheTime =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat()
          .areAssignableTo(java.time.InstantSource.class)
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class);

  @ArchTest
  static final ArchRule keysAndFilesKnowNoKubernetesTypes =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..core.pki..",
              "..core.kubeconfig..",
              "..core.https..",
              "..core.nested..",
              "..core.ssh..",
              "..core.etcd..")
          .should()
          .dependOnClassesThat(resideInAnyPackage("io.fabric8..", FRAMEWORK));

  @ArchTest
  static final ArchRule onlyApplyUsesTheClient =
      noClasses()
          .that()
          .resideOutsideOfPackage("..core.apply..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLIENT, FRAMEWORK);

  @ArchTest
  static final ArchRule onlyOnePackageKnowsTheLibraryOfSsh =
      noClasses()
          .that()
          .resideOutsideOfPackage("..core.ssh..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.sshd..");

  @ArchTest
  static final ArchRule noInjectionAndNoQuarkus =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.quarkus..", "jakarta.enterprise..", "jakarta.inject..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.nestling.core.(*)..").should().beFreeOfCycles();
}
