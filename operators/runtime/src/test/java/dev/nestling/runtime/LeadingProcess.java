package dev.nestling.runtime;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Ignore;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.io.File;
import java.util.Optional;

/** An operator as a process of its own, stopped by a shutdown hook as Quarkus does it. */
public final class LeadingProcess {
  private LeadingProcess() {}

  /**
   * @param args where the cluster is (an URL, or the file of a kubeconfig), and the identity
   */
  public static void main(String[] args) throws InterruptedException {
    KubernetesClient client = new KubernetesClientBuilder().withConfig(config(args[0])).build();
    Leadership leadership =
        new Leadership(
            new Leadership.Candidate("widgets", Optional.of("default"), args[1]),
            () -> {},
            () -> Runtime.getRuntime().halt(1));
    Operator operator =
        new Operator(
            o ->
                o.withKubernetesClient(client)
                    .withCloseClientOnStop(false)
                    .withLeaderElectionConfiguration(leadership.configuration()));
    operator.register(new Idle());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  leadership.stopIsPlanned();
                  operator.stop();
                  leadership.release(client);
                }));
    operator.start();
    Thread.currentThread().join();
  }

  private static Config config(String place) {
    return place.startsWith("http")
        ? new ConfigBuilder(Config.empty()).withMasterUrl(place).withHttp2Disable(true).build()
        : Config.fromKubeconfig(new File(place));
  }

  @Ignore // by the application that other tests start
  @ControllerConfiguration(name = "idle")
  static final class Idle implements Reconciler<Widget> {
    @Override
    public UpdateControl<Widget> reconcile(Widget widget, Context<Widget> context) {
      return UpdateControl.noUpdate();
    }
  }
}
