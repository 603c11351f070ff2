package dev.nestling.fullcluster.objects;

import dev.nestling.api.v1alpha1.ExtraArgs;
import java.util.ArrayList;
import java.util.List;

/** A program's flags in the order in which they are added; the owner's come last. */
final class Arguments {
  private final List<String> flags = new ArrayList<>();

  Arguments(String program) {
    flags.add(program);
  }

  Arguments add(String name, Object value) {
    flags.add("--" + name + "=" + value);
    return this;
  }

  Arguments addAll(List<ExtraArgs.Argument> extra) {
    extra.forEach(argument -> add(argument.name(), argument.value()));
    return this;
  }

  List<String> list() {
    return List.copyOf(flags);
  }
}
