package dev.nestling.testing;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.util.function.UnaryOperator;

/**
 * A change of an object that somebody else writes at the same time, made as every careful client
 * makes it: read again and repeated when the other one was faster.
 */
public final class Edit {
  private static final int ATTEMPTS = 50;

  private Edit() {}

  /**
   * @param object by name; what is read is what it is now
   * @param change of what was read
   * @throws KubernetesClientException when the change is refused for another reason
   */
  public static <T extends HasMetadata> void of(Resource<T> object, UnaryOperator<T> change) {
    for (int attempt = 1; ; attempt++) {
      try {
        T read = object.require();
        String version = read.getMetadata().getResourceVersion();
        // Not Resource.edit: its patch names places in lists, which are others by then.
        object.lockResourceVersion(version).replace(change.apply(read));
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }
}
