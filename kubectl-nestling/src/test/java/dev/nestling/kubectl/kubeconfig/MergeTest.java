package dev.nestling.kubectl.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergeTest {
  private static final String MINE =
      """
      # my clusters
      apiVersion: v1
      kind: Config
      current-context: work   # the usual one
      clusters:
      # at the office
      - name: work
        cluster: {server: https://work.example, certificate-authority: ca.crt}
        # with a note below
      contexts:
      - context:
          cluster: work
          user: me
          namespace: "007"
        name: work
      # between the lists
      users:
      - name: me
        user:
          exec:
            command: log-in
            args: [--quietly]
            apiVersion: client.authentication.k8s.io/v1
      preferences: {}
      """;

  private static final String ITEMS =
      """
      clusters:
      - cluster:
          certificate-authority-data: YXV0aG9yaXR5
          extensions:
          - extension:
              management: https://management.example:6443
              namespace: team-a
              name: edge
            name: nestling.dev
          server: https://192.0.2.7:31000
        name: team-a-edge
      users:
      - user:
          client-certificate-data: Y2VydGlmaWNhdGU=
          client-key-data: a2V5
          extensions:
          - extension:
              management: https://management.example:6443
              namespace: team-a
              name: edge
            name: nestling.dev
        name: team-a-edge
      contexts:
      - context:
          cluster: team-a-edge
          extensions:
          - extension:
              management: https://management.example:6443
              namespace: team-a
              name: edge
            name: nestling.dev
          user: team-a-edge
        name: team-a-edge
      """;

  private final Merge merge = new Merge(Entries.edge(), false);
  private final Merge mergeAndSwitch = new Merge(Entries.edge(), true);

  @Test
  void anEmptyFileGetsEverything() throws UnmergeableException {
    assertThat(merge.into(""))
        .isEqualTo("apiVersion: v1\nkind: Config\n" + ITEMS + "current-context: team-a-edge\n");
  }

  @Test
  void aFileWithNothingButACommentKeepsIt() throws UnmergeableException {
    assertThat(merge.into("# nothing yet")).startsWith("# nothing yet\napiVersion: v1\n");
  }

  @Test
  void everyOtherLineStaysAsItIs() throws UnmergeableException {
    String merged = merge.into(MINE);

    assertThat(merged.lines()).containsSubsequence(MINE.lines().toList());
    assertThat(merged.lines().count()).isEqualTo(MINE.lines().count() + ITEMS.lines().count() - 3);
  }

  @Test
  void theSecondTimeChangesNothing() throws UnmergeableException {
    String once = merge.into(MINE);

    assertThat(merge.into(once)).isEqualTo(once);
  }

  @Test
  void anEntryOfTheSameClusterIsReplacedWhereItIs() throws UnmergeableException {
    String before = merge.into(MINE) + "# the end\n";

    String after =
        new Merge(Entries.entry("team-a-edge", "https://192.0.2.8:31000", Entries.EDGE), false)
            .into(before);

    assertThat(after)
        .isEqualTo(before.replace("https://192.0.2.7:31000", "https://192.0.2.8:31000"));
  }

  @Test
  void switchingChangesOneValue() throws UnmergeableException {
    assertThat(mergeAndSwitch.into(MINE))
        .isEqualTo(
            merge
                .into(MINE)
                .replace(
                    "current-context: work   # the usual one",
                    "current-context: team-a-edge   # the usual one"));
  }

  @Test
  void switchingAddsTheKeyThatIsMissing() throws UnmergeableException {
    String without = MINE.replace("current-context: work   # the usual one\n", "");

    assertThat(mergeAndSwitch.into(without)).endsWith("current-context: team-a-edge\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"current-context: \"\"", "current-context:", "current-context: null"})
  void switchingFillsAnEmptyValue(String line) throws UnmergeableException {
    String empty = MINE.replace("current-context: work   # the usual one", line);

    assertThat(mergeAndSwitch.into(empty)).contains("\ncurrent-context: team-a-edge\n");
  }

  @Test
  void anEntryThatSomebodyElseMadeIsLeftAlone() {
    String theirs = MINE.replace("name: work\n  cluster:", "name: team-a-edge\n  cluster:");

    assertThatThrownBy(() -> merge.into(theirs))
        .isInstanceOf(UnmergeableException.class)
        .hasMessageContaining("kubectl nestling did not make")
        .hasMessageContaining("--as-context")
        .hasMessageContaining("kubectl config delete-cluster team-a-edge");
  }

  @Test
  void anEntryOfANamesakeElsewhereIsLeftAlone() throws UnmergeableException {
    Origin elsewhere = new Origin("https://staging.example:6443", "team-a", "edge");
    String theirs =
        new Merge(Entries.entry("team-a-edge", "https://192.0.2.9", elsewhere), false).into(MINE);

    assertThatThrownBy(() -> merge.into(theirs))
        .isInstanceOf(UnmergeableException.class)
        .hasMessageContaining("team-a/edge of https://staging.example:6443");
  }

  @ParameterizedTest
  @ValueSource(strings = {"clusters: []  # none", "clusters: null", "clusters:", "# no clusters"})
  void aListThatIsEmptyIsFilled(String line) throws UnmergeableException {
    String text = line + "\nusers:\n- name: me\n  user: {token: t}\n";

    String merged = merge.into(text);

    assertThat(KubeconfigData.parse(merged).body(Section.CLUSTERS, "team-a-edge")).isPresent();
    assertThat(merged).contains("- name: me\n  user: {token: t}\n");
    if (line.contains("# none")) {
      assertThat(merged).contains("# none");
    }
  }

  @Test
  void itemsThatAreIndentedGetANeighbourWithTheSameIndent() throws UnmergeableException {
    String text = "clusters:\n  - name: a\n    cluster: {server: https://a}\nusers: []\n";

    assertThat(merge.into(text)).contains("  - cluster:\n      certificate-authority-data:");
  }

  @Test
  void whatLooksLikeACommentInsideATextStaysInIt() throws UnmergeableException {
    String text =
        """
        contexts: []
        clusters: []
        users:
        - name: me
          user:
            exec:
              command: sh
              args:
              - -c
              - |
                log-in
                # quietly

        """;

    String merged = merge.into(text);

    assertThat(merged).contains("        log-in\n        # quietly\n");
    assertThat(KubeconfigData.parse(merged).without("team-a-edge"))
        .isEqualTo(KubeconfigData.parse(text).without("team-a-edge"));
  }

  @Test
  void linesKeepTheirEnds() throws UnmergeableException {
    String merged = merge.into(MINE.replace("\n", "\r\n"));

    assertThat(merged).isEqualTo(merge.into(MINE).replace("\n", "\r\n"));
  }

  @Test
  void aMissingLineFeedAtTheEndIsNoTrouble() throws UnmergeableException {
    assertThat(merge.into(MINE.stripTrailing())).isEqualTo(merge.into(MINE));
  }

  @Test
  void jsonIsWrittenAnewWithAllThatWasInIt() throws UnmergeableException {
    String json =
        """
        {"apiVersion": "v1", "kind": "Config", "current-context": "a",
         "clusters": [{"name": "a", "cluster": {"server": "https://a"}}],
         "users": [{"name": "a", "user": {"token": "t"}}], "contexts": [], "more": {"x": 1}}
        """;

    String merged = merge.into(json);

    assertThat(KubeconfigData.parse(merged).without("team-a-edge"))
        .isEqualTo(KubeconfigData.parse(json).without("team-a-edge"));
    assertThat(merged).contains("current-context: a\n");
  }

  @Test
  void commentsThatCannotBeKeptAreNotLost() {
    String flow = "{clusters: [{name: a, cluster: {server: https://a}}]} # mine\n";

    assertThatThrownBy(() -> merge.into(flow))
        .isInstanceOf(UnmergeableException.class)
        .hasMessageContaining("comments");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"- a list", "a: [", "clusters: text", "a: 1\n---\nb: 2\n", "clusters: {a: 1}"})
  void whatIsNoKubeconfigIsLeftAlone(String text) {
    assertThatThrownBy(() -> merge.into(text)).isInstanceOf(UnmergeableException.class);
  }

  @Test
  void aFormThatAnEditWouldBreakIsLeftAlone() {
    String text = "clusters:\n-\n  name: a\n  cluster: {server: https://a}\n...\n";

    assertThatThrownBy(() -> merge.into(text)).isInstanceOf(UnmergeableException.class);
  }
}
