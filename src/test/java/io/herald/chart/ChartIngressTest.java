package io.herald.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
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

    @Test
    void annotations_of_the_values_have_precedence() {
        String name = "nginx.ingress.kubernetes.io/proxy-read-timeout";
        Manifests manifests = Chart.render("everything", "ingress.annotations." + name.replace(".", "\\.") + "=600s");
        assertEquals("600s", annotations(manifests).get(name));
    }

    @Test
    void the_pod_of_helm_test_may_call_the_service() {
        Manifests manifests = Chart.render("everything");
        var peers = manifests
                .only(NetworkPolicy.class)
                .getSpec()
                .getIngress()
                .get(0)
                .getFrom();
        Map<String, String> labels = Map.of(
                "app.kubernetes.io/name", "herald",
                "app.kubernetes.io/instance", "herald",
                "app.kubernetes.io/component", "test");
        assertEquals(2, peers.size());
        assertEquals(labels, peers.get(1).getPodSelector().getMatchLabels());
        assertTrue(Chart.hooks("everything")
                .only(Pod.class)
                .getMetadata()
                .getLabels()
                .entrySet()
                .containsAll(labels.entrySet()));
    }

    private static Map<String, String> annotations(Manifests manifests) {
        return manifests.only(Ingress.class).getMetadata().getAnnotations();
    }
}
