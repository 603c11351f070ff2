package dev.nestling.testing.golden;

/** What is under test: a function from a scenario's inputs to what came of them. */
@FunctionalInterface
public interface ScenarioSubject {
  Outcome run(Scenario scenario) throws Exception;
}
