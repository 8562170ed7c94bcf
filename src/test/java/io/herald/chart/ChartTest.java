package io.herald.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the chart renders all its manifests, in the schema of Kubernetes. */
class ChartTest {

    private static final Pattern YAML = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path directory;

    @Test
    void helm_lint_finds_no_fault() {
        var lint = Chart.lint();
        assertFalse(lint.isFailed(), () -> String.join("\n", lint.getMessages()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"least", "trial", "everything"})
    void all_manifests_have_the_schema_of_kubernetes(String values) {
        Manifests manifests = Chart.render(values);
        assertEquals(
                manifests.documents().size(),
                manifests.builtIn().size(),
                () -> "a kind that this test cannot read: " + manifests.kinds());
    }

    @Test
    void a_field_that_kubernetes_does_not_know_is_refused() {
        String unknown = "kind: Service\nmetadata: {name: a}\nspec: {sesionAffinity: None}\n";
        assertThrows(AssertionError.class, () -> Manifests.parse(unknown).only(Service.class));
    }

    @Test
    void all_kinds_are_rendered_when_all_are_enabled() {
        assertEquals(
                Set.of(
                        "ConfigMap",
                        "Deployment",
                        "HorizontalPodAutoscaler",
                        "Ingress",
                        "NetworkPolicy",
                        "PodDisruptionBudget",
                        "Service",
                        "ServiceAccount"),
                Chart.render("everything").kinds());
    }

    @Test
    void selectors_match_the_pods_of_the_service_only() {
        Manifests manifests = Chart.render("trial");
        Map<String, String> pod = manifests
                .only(Deployment.class)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels();
        var selectors = List.of(
                manifests.only(Deployment.class).getSpec().getSelector().getMatchLabels(),
                manifests.named(Service.class, "herald").getSpec().getSelector(),
                manifests
                        .named(NetworkPolicy.class, "herald")
                        .getSpec()
                        .getPodSelector()
                        .getMatchLabels(),
                manifests
                        .only(PodDisruptionBudget.class)
                        .getSpec()
                        .getSelector()
                        .getMatchLabels());
        for (Map<String, String> selector : selectors) {
            assertTrue(pod.entrySet().containsAll(selector.entrySet()));
            assertTrue(manifests
                    .all(StatefulSet.class)
                    .map(set -> set.getSpec().getTemplate().getMetadata().getLabels())
                    .noneMatch(labels -> labels.entrySet().containsAll(selector.entrySet())));
        }
    }

    /** The first example is complete, the others change something of it. */
    @Test
    void the_values_of_the_docs_are_accepted() throws IOException {
        String first = "";
        List<String> examples = YAML.matcher(Files.readString(Path.of("docs", "kubernetes.md")))
                .results()
                .map(example -> example.group(1))
                .filter(example -> !example.startsWith("rules:"))
                .toList();
        assertTrue(examples.size() > 2);
        for (String example : examples) {
            Path values = Files.writeString(directory.resolve("values.yaml"), merge(first, example));
            try (ApiServer cluster = ApiServer.startWithPrometheusOperator()) {
                Release.install(cluster, Release.NAME, values);
            }
            first = first.isEmpty() ? example : first;
        }
    }

    private static String merge(String values, String overrides) throws IOException {
        var yaml = new YAMLMapper();
        JsonNode merged = yaml.readTree(values.isEmpty() ? "{}" : values);
        return yaml.writeValueAsString(yaml.readerForUpdating(merged).readTree(overrides));
    }
}
