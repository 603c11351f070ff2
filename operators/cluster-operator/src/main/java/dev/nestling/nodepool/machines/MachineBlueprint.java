package dev.nestling.nodepool.machines;

import dev.nestling.core.plan.Problem;
import dev.nestling.nodepool.agent.AgentConfig;
import dev.nestling.nodepool.agent.NodeImages;
import dev.nestling.nodepool.machines.files.MachineFiles;
import dev.nestling.nodepool.supply.Joining;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What belongs on a machine of a pool.
 *
 * @param joining with what nodes join; none when all go
 */
record MachineBlueprint(
    MachinesScope scope, NodeImages images, MachineFiles files, Optional<Joining> joining)
    implements MachineFleet.Blueprint {
  private static final String ROOT = "/opt/nestling";
  private static final int DIGITS = 16;

  /** Of the pool's UID, because names come again. */
  @Override
  public String mark(Host host) {
    return scope.owner().uid() + " " + host.name();
  }

  @Override
  public Optional<String> fingerprint(Host host, String nodeAddress) {
    return joining
        .filter(it -> it.token().isPresent())
        .map(
            it ->
                hash(
                    List.of(
                        reference(it),
                        agentConfig(it, host, nodeAddress),
                        it.facts().caPem(),
                        Scripts.UNIT)));
  }

  @Override
  public Optional<Problem> obstacle(Found found) {
    return needsFiles(found)
        ? files.obstacle(reference(joining.orElseThrow()), found.architecture())
        : Optional.empty();
  }

  @Override
  public boolean isAbandoned(String machine) {
    return scope.abandoned().has(machine);
  }

  Goal.Install install(MachineFleet.Step step, Found found) {
    Joining with = joining.orElseThrow();
    Optional<Path> brought =
        needsFiles(found) ? files.find(reference(with), found.architecture()) : Optional.empty();
    return new Goal.Install(
        reference(with),
        brought,
        agentConfig(with, step.host(), step.nodeAddress()),
        with.facts().caPem(),
        with.token().orElseThrow(),
        fingerprint(step.host(), step.nodeAddress()).orElseThrow(),
        step.deed() == MachineFleet.Deed.RESTART);
  }

  private boolean needsFiles(Found found) {
    return joining.isPresent() && found.files().filter(reference(joining.get())::equals).isEmpty();
  }

  private String reference(Joining with) {
    return images.machineFiles(scope.version().orElse(with.facts().version()));
  }

  private String agentConfig(Joining with, Host host, String nodeAddress) {
    List<String> archives = new ArrayList<>(List.of(ROOT + "/images"));
    scope.imageArchives().ifPresent(archives::add);
    return new AgentConfig(
            new AgentConfig.Layout(
                "/etc/nestling",
                "/var/lib/nestling-agent",
                ROOT + "/bin",
                List.of(ROOT + "/cni"),
                archives),
            images.pause(),
            Optional.of(new AgentConfig.Identity(host.name(), nodeAddress)))
        .render(with.facts());
  }

  private static String hash(List<String> parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      parts.forEach(
          part -> {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
          });
      return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
