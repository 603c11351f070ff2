package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the API is reached. A union: {@code type} says which one member counts. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Endpoint(
    Type type,
    @Nullable String host,
    @Nullable List<String> extraSANs,
    @Nullable Map<String, String> annotations,
    @Nullable NodePort nodePort,
    @Nullable LoadBalancer loadBalancer) {

  public enum Type {
    ClusterIP,
    NodePort,
    LoadBalancer
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record NodePort(@Nullable Integer port) {}

  /** {@code loadBalancerClass} in Service terms is {@code className} here. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LoadBalancer(@Nullable String className, @Nullable List<String> sourceRanges) {}
}
