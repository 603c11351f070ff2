package dev.nestling.api.v1alpha1;

/** The schema of a status' conditions, as the Kubernetes API conventions want it. */
final class ConditionsSchema {
  static final String PATCH =
      """
      {properties: {conditions: {
        x-kubernetes-list-type: map,
        x-kubernetes-list-map-keys: [type],
        items: {
          required: [status, type],
          properties: {
            type: {minLength: 1, maxLength: 316,
              description: "What the condition is about, such as Ready."},
            status: {enum: ["True", "False", "Unknown"],
              description: "True, False or Unknown."},
            reason: {maxLength: 1024,
              description: "Why, in one word for programs."},
            message: {maxLength: 32768,
              description: "Why, in a sentence for people: what is wrong and what to do."},
            observedGeneration: {minimum: 0,
              description: "metadata.generation of the spec that the condition is about."},
            lastTransitionTime: {format: date-time,
              description: "When the status last changed from one value to another."}}}}}}
      """;

  private ConditionsSchema() {}
}
