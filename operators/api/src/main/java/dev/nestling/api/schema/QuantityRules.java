package dev.nestling.api.schema;

/** How CEL rules deal with quantities. */
public final class QuantityRules {
  /**
   * A quantity above or equal to 0, without exponent: a server spends minutes on
   * quantity('1e999999999'), so every rule must try this form before it computes with a quantity.
   */
  public static final String FORM =
      "^[0-9]{1,18}([.][0-9]{1,9})?(m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi|E|Ei)?$";

  private QuantityRules() {}
}
