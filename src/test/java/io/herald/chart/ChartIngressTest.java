package io.herald.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Checks the Service and the Ingress of the chart. */
class ChartIngressTest {

    @Test
    void no_client_is_bound_to_an_instance() {
        Manifests manifests = Chart.render("everything");
        assertEquals("None", manifests.only(Service.class).getSpec().getSessionAffinity());
        assertTrue(
                annotations(manifests).keySet().stream().noneMatch(name -> name.matches(".*(affinity|sticky|hash).*")));
    }

    @Test
    void nginx_passes_streams_and_batches() {
        Map<String, String> annotations = annotations(Chart.render("everything"));
        assertEquals("off", annotations.get("nginx.ingress.kubernetes.io/proxy-buffering"));
        // At least twice the heartbeat interval.
        assertTrue(Integer.parseInt(annotations.get("nginx.ingress.kubernetes.io/proxy-read-timeout")) > 40);
        assertEquals("5m", annotations.get("nginx.ingress.kubernetes.io/proxy-body-size"));
        assertEquals("letsencrypt", annotations.get("cert-manager.io/cluster-issuer"));
    }

    @Test
    void the_ingress_exposes_no_metrics_or_health() {
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
