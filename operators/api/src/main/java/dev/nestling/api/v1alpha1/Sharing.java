package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.v1alpha1.Hosting.AllowedNamespaces;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Whose worker nodes may run on a pool, and how many. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value =
        "!has(self.imageArchives) || (self.imageArchives.matches('^/[-A-Za-z0-9_./]+$') &&"
            + " !self.imageArchives.contains('/../') && !self.imageArchives.endsWith('/..'))",
    message = "sharing.imageArchives must be an absolute path without ..",
    fieldPath = ".imageArchives")
public record Sharing(
    @JsonPropertyDescription(
            "Whose NodePools may have worker nodes here, beside the pool's own namespace. Default:"
                + " nobody else's.")
        @Default(Defaults.EMPTY_OBJECT)
        @Nullable AllowedNamespaces allowedNamespaces,
    @JsonPropertyDescription(
            "The most worker nodes that run here, or machines that are given away, whatever room"
                + " there is. Left out, as many as fit.")
        @Min(0)
        @Max(1000)
        @Nullable Integer maxNodes,
    @JsonPropertyDescription(
            "True: worker nodes may use idle CPU of the hardware beyond their size; only on Nodes."
                + " Default false.")
        @Default("false")
        @Nullable Boolean burst,
    @JsonPropertyDescription(
            "A directory on the nodes with image archives (*.tar) that every worker node imports"
                + " when it starts, for places without a registry; only on Nodes.")
        @Size(min = 2, max = 256)
        @Nullable String imageArchives) {}
