package dev.nestling.fullcluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodTroubleTest {
  static Stream<Arguments> troubled() {
    return Stream.of(
        Arguments.of(
            "{conditions: [{type: PodScheduled, status: 'False', message: 0/3 nodes}]}",
            "no node can run it: 0/3 nodes"),
        Arguments.of(
            "{conditions: [{type: PodScheduled, status: 'False'}]}",
            "no node can run it: no reason given"),
        Arguments.of(
            container("state: {waiting: {reason: ImagePullBackOff, message: back-off}}"),
            "its container can't start: back-off"),
        Arguments.of(
            container("state: {waiting: {reason: CreateContainerConfigError}}"),
            "its container can't start: CreateContainerConfigError"),
        Arguments.of(
            container("state: {terminated: {exitCode: 1, message: \"a\\nb: no such file\\n\"}}"),
            "p ended: b: no such file"),
        Arguments.of(
            container(
                "state: {waiting: {reason: CrashLoopBackOff, message: back-off}}, lastState:"
                    + " {terminated: {exitCode: 3}}"),
            "p ended: code 3, its log says why"),
        Arguments.of(
            container("lastState: {terminated: {exitCode: 137, reason: OOMKilled}}"),
            "p ended: it was killed at its memory limit; raise resources.limits.memory"));
  }

  private static String container(String status) {
    return "{containerStatuses: [{name: p, ready: false, " + status + "}]}";
  }

  @ParameterizedTest
  @MethodSource("troubled")
  void isSaid(String status, String words) {
    assertThat(PodTrouble.of(pod(status))).contains(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{conditions: [{type: PodScheduled, status: 'True'}]}",
        "{containerStatuses: [{name: p, ready: false, state: {waiting: {reason:"
            + " ContainerCreating}}}]}",
        "{containerStatuses: [{name: p, ready: false, state: {terminated: {exitCode: 0}}}]}",
        "{containerStatuses: [{name: p, ready: true, lastState: {terminated: {exitCode: 1}}}]}"
      })
  void isNone(String status) {
    assertThat(PodTrouble.of(pod(status))).isEmpty();
  }

  @Test
  void longWordsAreCut() {
    String words = "x".repeat(1000);
    assertThat(
            PodTrouble.of(
                pod(container("state: {terminated: {exitCode: 1, message: " + words + "}}"))))
        .get()
        .asString()
        .hasSizeLessThan(320)
        .endsWith("…");
  }

  private static Pod pod(String status) {
    return Serialization.unmarshal(
        "---\n{apiVersion: v1, kind: Pod, metadata: {name: c}, status: " + status + "}", Pod.class);
  }
}
