package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Address ranges and names inside the nested cluster, and who may reach its server. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Network(
    @Nullable List<String> podCIDRs,
    @Nullable List<String> serviceCIDRs,
    @Nullable String dnsDomain,
    @Nullable Policy policy) {

  /** The NetworkPolicy around the server's pod. */
  public enum Policy {
    /** Ingress to the API port only. */
    ApiOnly,
    /** No NetworkPolicy. */
    None
  }
}
