package dev.nestling.kubectl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.kubectl.text.Paint;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CandidatesTest {
  @Test
  void firstComesACommand() {
    assertThat(at("").words())
        .containsExactly("completion", "join", "kubeconfig", "status", "version", "why");
  }

  @Test
  void commandsAreAboutObjects() {
    assertThat(at("", "kubeconfig").names()).contains(Candidates.Names.CLUSTERS);
    assertThat(at("", "status", "-n", "team-a").names())
        .contains(Candidates.Names.CLUSTERS_AND_POOLS);
    assertThat(at("", "join").names()).contains(Candidates.Names.SELF_JOIN_POOLS);
    assertThat(at("", "why", "edge")).isEqualTo(nothing());
  }

  @Test
  void optionsAndTheirValuesAreOffered() {
    assertThat(at("--", "kubeconfig").words()).contains("--merge", "--duration", "--context");
    assertThat(at("", "kubeconfig", "--kind").words())
        .containsExactly("lightcluster", "fullcluster");
    assertThat(at("", "kubeconfig", "-o").files()).isTrue();
    assertThat(at("", "status", "-n")).isEqualTo(nothing());
    assertThat(at("", "kubeconfig", "--merge").names()).contains(Candidates.Names.CLUSTERS);
    assertThat(at("", "completion").words()).containsExactly("bash", "zsh");
  }

  private static Candidates nothing() {
    return new Candidates(List.of(), Optional.empty(), false);
  }

  private static Candidates at(String unfinished, String... before) {
    return Candidates.of(
        NestlingCommand.line(Paint.PLAIN).getCommandSpec(), List.of(before), unfinished);
  }
}
