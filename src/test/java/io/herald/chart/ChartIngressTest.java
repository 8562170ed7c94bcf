package io.herald.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who comes in through the chart, and how. */
class ChartIngressTest {

    @Test
    void ties_no_client_to_an_instance() {
        Manifests manifests = Chart.render("everything");
        assertEquals("None", manifests.only(Service.class).getSpec().getSessionAffinity());
        assertTrue(
                annotations(manifests).keySet().stream().noneMatch(name -> name.matches(".*(affinity|sticky|hash).*")));
    }

    @Test
    void lets_streams_and_batches_through_nginx() {
        Map<String, String> annotations = annotations(Chart.render("everything"));
        assertEquals("off", annotations.get("nginx.ingress.kubernetes.io/proxy-buffering"));
        // Twice the heartbeat at the least.
        assertTrue(Integer.parseInt(annotations.get("nginx.ingress.kubernetes.io/proxy-read-timeout")) > 40);
        assertEquals("5m", annotations.get("nginx.ingress.kubernetes.io/proxy-body-size"));
        assertEquals("letsencrypt", annotations.get("cert-manager.io/cluster-issuer"));
    }

    @Test
    void keeps_metrics_and_health_inside() {
        var rule = Chart.render("everything")
                .only(Ingress.class)
                .getSpec()
                .getRules()
                .get(0);
        assertEquals(
                List.of("/api", "/ws", "/client"),
                rule.getHttp().getPaths().stream().map(path -> path.getPath()).toList());
    }

    private static Map<String, String> annotations(Manifests manifests) {
        return manifests.only(Ingress.class).getMetadata().getAnnotations();
    }
}
