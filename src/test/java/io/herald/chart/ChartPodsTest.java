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

/** How the pods of the chart run: with no rights, as many as are needed, and with time to go. */
class ChartPodsTest {

    @ParameterizedTest
    @ValueSource(strings = {"least", "trial", "everything"})
    void runs_nothing_as_root_or_with_more_rights_than_none(String values) {
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
    void gives_a_drain_the_time_it_takes(String values) {
        Manifests manifests = Chart.render(values);
        long window =
                Long.parseLong(manifests.settings().get("HERALD_DRAIN_WINDOW").replace("s", ""));
        PodSpec pod = manifests.server();
        long before =
                manifests.container().getLifecycle().getPreStop().getSleep().getSeconds();
        // The contract: the process ends within the window and 5 s.
        assertTrue(pod.getTerminationGracePeriodSeconds() > before + window + 5);
    }

    @Test
    void asks_for_health_where_it_is_told() {
        Container herald = Chart.render("least").container();
        assertEquals("/q/health/started", path(herald.getStartupProbe()));
        assertEquals("/q/health/live", path(herald.getLivenessProbe()));
        assertEquals("/q/health/ready", path(herald.getReadinessProbe()));
    }

    @Test
    void scales_by_cpu_and_by_connections() {
        Manifests manifests = Chart.render("everything");
        var spec = manifests.only(HorizontalPodAutoscaler.class).getSpec();
        assertEquals(70, spec.getMetrics().get(0).getResource().getTarget().getAverageUtilization());
        var pods = spec.getMetrics().get(1).getPods();
        assertEquals("herald_connections", pods.getMetric().getName());
        assertEquals("20000", pods.getTarget().getAverageValue().toString());
        assertNull(manifests.only(Deployment.class).getSpec().getReplicas(), "would be set back at each upgrade");
    }

    private static String path(Probe probe) {
        return probe.getHttpGet().getPath();
    }
}
