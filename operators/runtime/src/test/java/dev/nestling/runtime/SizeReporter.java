package dev.nestling.runtime;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.util.Optional;

/** The application under test: reports sizes and fails on negative ones. */
@ControllerConfiguration(name = "size-reporter")
public class SizeReporter implements Reconciler<Widget>, SteadyReconciler<Widget> {
  private final PrimaryStatus<Widget, Widget.Status> status = new PrimaryStatus<>(Widget::new);

  @Override
  public UpdateControl<Widget> reconcile(Widget widget, Context<Widget> context) {
    int size = widget.getSpec().size();
    if (size < 0) {
      throw new IllegalArgumentException("size " + size);
    }
    return status.write(context, widget, new Widget.Status(size, "fine"), Optional.empty());
  }

  @Override
  public ErrorStatusUpdateControl<Widget> updateErrorStatus(
      Widget widget, Context<Widget> context, Exception failure) {
    String message = String.valueOf(FailureCause.of(failure).getMessage());
    return status.writeFailure(context, widget, new Widget.Status(0, message));
  }
}
