package io.herald.simulation;

import io.herald.simulation.SimulationRun.Outcome;

/** Describes a failing seed: what the oracle found, and the shortened steps that lead to it. */
final class FailureReport {

    private FailureReport() {}

    static String of(Plan plan, IntroducedDefect defect) {
        Plan shortened = Shortener.shorten(
                plan, candidate -> !SimulationRun.run(candidate, defect).isCorrect());
        Outcome outcome = SimulationRun.run(shortened, defect);
        StringBuilder text = new StringBuilder("seed " + plan.seed() + "\n");
        outcome.violations()
                .forEach(violation -> text.append("  ").append(violation).append('\n'));
        text.append("  ")
                .append(plan.settings())
                .append(" instances=")
                .append(plan.instances())
                .append('\n');
        for (int i = 0; i < plan.clients().size(); i++) {
            int client = i;
            if (shortened.steps().stream().anyMatch(step -> step.kind() == Step.Kind.CONNECT && step.a() == client)) {
                text.append("  client")
                        .append(i)
                        .append(' ')
                        .append(plan.clients().get(i))
                        .append('\n');
            }
        }
        text.append("  ")
                .append(shortened.steps().size())
                .append(" of ")
                .append(plan.steps().size())
                .append(" steps:\n");
        shortened.steps().forEach(step -> text.append("  ").append(step).append('\n'));
        return text.toString();
    }
}
