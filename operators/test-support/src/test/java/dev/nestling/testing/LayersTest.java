package dev.nestling.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.nestling.testing.layers.SideEntrance;
import dev.nestling.testing.layers.WritingPlanner;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Test;

class LayersTest {
  /** What api and core look like from here: they can't use this module themselves. */
  @Test
  void apiAndCoreKeepToTheLayers() {
    assertThatCode(Layers::verify).doesNotThrowAnyException();
  }

  @Test
  void aPlannerWithAClientIsFound() {
    var classes = new ClassFileImporter().importClasses(WritingPlanner.class);
    assertThatThrownBy(() -> Layers.verify(classes))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("WritingPlanner")
        .hasMessageContaining(KubernetesClient.class.getSimpleName());
  }

  @Test
  void aWriteOutsideOfApplyIsFound() {
    var classes = new ClassFileImporter().importClasses(SideEntrance.class);
    assertThatThrownBy(() -> Layers.verify(classes)).hasMessageContaining("SideEntrance");
  }
}
