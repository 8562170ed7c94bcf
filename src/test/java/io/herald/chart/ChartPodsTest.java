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
import java.util.List;
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

    private static String path(Probe probe) {
        return probe.getHttpGet().getPath();
    }
}
