package io.herald.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the pods of the chart: their privileges, probes, scaling and time for the drain. */
class ChartPodsTest {

    @ParameterizedTest
    @ValueSource(strings = {"least", "trial", "everything"})
    void no_container_runs_as_root_or_with_privileges(String values) {
        for (PodSpec pod : Chart.render(values).pods()) {
            assertTrue(pod.getSecurityContext().getRunAsNonRoot());
            assertEquals(
                    "RuntimeDefault",
                    pod.getSecurityContext().getSeccompProfile().getType());
            assertFalse(pod.getAutomountServiceAccountToken());
            for (Container container : pod.getContainers()) {
                var security = container.getSecurityContext();
                assertTrue(security.getReadOnlyRootFilesystem());
                assertFalse(security.getAllowPrivilegeEscalation());
                assertEquals(List.of("ALL"), security.getCapabilities().getDrop());
            }
        }
        assertFalse(Chart.render(values).only(ServiceAccount.class).getAutomountServiceAccountToken());
    }

    @ParameterizedTest
    @ValueSource(strings = {"least", "trial", "everything"})
    void the_grace_period_is_longer_than_the_drain(String values) {
        Manifests manifests = Chart.render(values);
        long window =
                Long.parseLong(manifests.settings().get("HERALD_DRAIN_WINDOW").replace("s", ""));
        PodSpec pod = manifests.podSpec();
        long preStop =
                manifests.container().getLifecycle().getPreStop().getSleep().getSeconds();
        // The contract: the process ends within the window and 5 s.
        assertTrue(pod.getTerminationGracePeriodSeconds() > preStop + window + 5);
    }

    @Test
    void probes_use_the_health_endpoints() {
        Container herald = Chart.render("least").container();
        assertEquals("/q/health/started", path(herald.getStartupProbe()));
        assertEquals("/q/health/live", path(herald.getLivenessProbe()));
        assertEquals("/q/health/ready", path(herald.getReadinessProbe()));
    }

    @Test
    void the_autoscaler_scales_by_cpu_and_by_connections() {
        Manifests manifests = Chart.render("everything");
        var spec = manifests.only(HorizontalPodAutoscaler.class).getSpec();
        assertEquals(70, spec.getMetrics().get(0).getResource().getTarget().getAverageUtilization());
        var pods = spec.getMetrics().get(1).getPods();
        assertEquals("herald_connections", pods.getMetric().getName());
        assertEquals("20000", pods.getTarget().getAverageValue().toString());
        assertNull(manifests.only(Deployment.class).getSpec().getReplicas(), "an upgrade would reset the replicas");
    }

    @Test
    void the_pods_run_the_native_image_by_default() {
        Container herald = Chart.render("least").container();
        assertEquals("registry.example.com/herald:0.1.0", herald.getImage());
        assertEquals("IfNotPresent", herald.getImagePullPolicy());
        assertEquals("512Mi", memory(herald));
        assertEquals(30, herald.getStartupProbe().getFailureThreshold());
    }

    @Test
    void a_jvm_has_twice_the_memory_and_more_time_to_start() {
        Container herald = Chart.render("least", "image.variant=jvm").container();
        assertEquals("1Gi", memory(herald));
        assertEquals(120, herald.getStartupProbe().getFailureThreshold());
    }

    @Test
    void values_replace_single_defaults_of_the_resources() {
        var resources = Chart.render("least", "resources.limits.memory=256Mi", "resources.requests.cpu=1")
                .container()
                .getResources();
        assertEquals("256Mi", resources.getLimits().get("memory").toString());
        assertEquals("256Mi", resources.getRequests().get("memory").toString(), "a request is at most the limit");
        assertEquals("1", resources.getRequests().get("cpu").toString());
    }

    @Test
    void a_default_of_the_resources_can_be_removed() {
        var resources = Chart.render("least", "resources.limits.memory=null")
                .container()
                .getResources();
        assertEquals(Map.of(), resources.getLimits());
        assertEquals("512Mi", resources.getRequests().get("memory").toString());
    }

    @Test
    void a_tag_that_changes_is_pulled_at_every_start() {
        for (String tag : List.of("0.2.0-SNAPSHOT", "latest", "0.2.0-SNAPSHOT-jvm")) {
            assertEquals(
                    "Always",
                    Chart.render("least", "image.tag=" + tag).container().getImagePullPolicy(),
                    tag);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"least", "everything"})
    void pods_are_spread_by_a_selector_that_matches_them(String values) {
        Manifests manifests = Chart.render(values);
        var labels = manifests
                .only(Deployment.class)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels();
        for (var constraint : manifests.podSpec().getTopologySpreadConstraints()) {
            var selector = constraint.getLabelSelector().getMatchLabels();
            assertFalse(selector.isEmpty());
            assertTrue(labels.entrySet().containsAll(selector.entrySet()), selector::toString);
            assertEquals(List.of("pod-template-hash"), constraint.getMatchLabelKeys());
        }
    }

    @Test
    void a_selector_of_the_values_is_kept() {
        String prefix = "topologySpreadConstraints[0].";
        var constraint = Chart.render(
                        "least",
                        prefix + "topologyKey=zone",
                        prefix + "maxSkew=1",
                        prefix + "whenUnsatisfiable=ScheduleAnyway",
                        prefix + "labelSelector.matchLabels.team=push")
                .podSpec()
                .getTopologySpreadConstraints()
                .get(0);
        assertEquals(Map.of("team", "push"), constraint.getLabelSelector().getMatchLabels());
    }

    @Test
    void a_pod_that_never_becomes_ready_does_not_block_the_drain_of_a_node() {
        var budget = Chart.render("least").only(PodDisruptionBudget.class).getSpec();
        assertEquals("AlwaysAllow", budget.getUnhealthyPodEvictionPolicy());
    }

    private static String memory(Container container) {
        return container.getResources().getLimits().get("memory").toString();
    }

    private static String path(Probe probe) {
        return probe.getHttpGet().getPath();
    }
}
