package io.herald.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart renders is what Kubernetes knows, and all of it. */
class ChartTest {

    @Test
    void is_one_that_helm_finds_no_fault_with() {
        var lint = Chart.lint();
        assertFalse(lint.isFailed(), () -> String.join("\n", lint.getMessages()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"least", "trial", "everything"})
    void renders_what_kubernetes_knows(String values) {
        Manifests manifests = Chart.render(values);
        Set<String> custom = Set.of("ServiceMonitor", "PrometheusRule");
        assertEquals(
                manifests.documents().stream()
                        .filter(one -> !custom.contains(one.path("kind").asText()))
                        .count(),
                manifests.known().size(),
                () -> "a kind that this test cannot read: " + manifests.kinds());
    }

    @Test
    void holds_a_field_that_kubernetes_does_not_know_against_it() {
        String unknown = "kind: Service\nmetadata: {name: a}\nspec: {sesionAffinity: None}\n";
        assertThrows(AssertionError.class, () -> Manifests.parse(unknown).only(Service.class));
    }

    @Test
    void has_all_there_is_when_all_is_asked_for() {
        assertEquals(
                Set.of(
                        "ConfigMap",
                        "Deployment",
                        "HorizontalPodAutoscaler",
                        "Ingress",
                        "NetworkPolicy",
                        "PodDisruptionBudget",
                        "PrometheusRule",
                        "Service",
                        "ServiceAccount",
                        "ServiceMonitor"),
                Chart.render("everything").kinds());
    }

    @Test
    void selects_its_own_pods_and_no_others() {
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

    @Test
    void brings_the_rules_and_the_dashboard_as_they_are() throws IOException {
        Manifests manifests = Chart.render("everything");
        JsonNode rules = new YAMLMapper()
                .readTree(Chart.DIRECTORY.resolve("files/alerts.yaml").toFile());
        assertEquals(rules, manifests.custom("PrometheusRule").path("spec"));
        ConfigMap dashboard = manifests.named(ConfigMap.class, "herald-dashboard");
        var json = new ObjectMapper();
        assertEquals(
                json.readTree(Chart.DIRECTORY.resolve("files/dashboard.json").toFile()),
                json.readTree(dashboard.getData().get("herald.json")));
        assertEquals(
                "/q/metrics",
                manifests.custom("ServiceMonitor").at("/spec/endpoints/0/path").asText());
    }
}
