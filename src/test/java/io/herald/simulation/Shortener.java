package io.herald.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Leaves out steps of a failing plan as long as it still fails. */
final class Shortener {

    private Shortener() {}

    /** @param fails whether a plan fails */
    static Plan shorten(Plan failing, Predicate<Plan> fails) {
        Plan shortest = failing;
        for (int size = Math.max(1, failing.steps().size() / 2); size >= 1; size /= 2) {
            boolean removed = true;
            while (removed) {
                removed = false;
                for (int from = 0; from < shortest.steps().size(); from += size) {
                    Plan candidate = without(shortest, from, size);
                    if (fails.test(candidate)) {
                        shortest = candidate;
                        removed = true;
                        from -= size;
                    }
                }
                removed &= size == 1;
            }
        }
        return shortest;
    }

    private static Plan without(Plan plan, int from, int size) {
        List<Step> rest = new ArrayList<>(plan.steps().subList(0, from));
        rest.addAll(plan.steps()
                .subList(
                        Math.min(plan.steps().size(), from + size), plan.steps().size()));
        return plan.with(rest);
    }
}
