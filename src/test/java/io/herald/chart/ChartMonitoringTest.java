package io.herald.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks what the chart installs for Prometheus and Grafana. */
class ChartMonitoringTest {

    @Test
    void alert_rules_and_dashboard_are_installed_unchanged() throws IOException {
        try (ApiServer cluster = ApiServer.startWithPrometheusOperator()) {
            Release.install(cluster, Release.NAME, "monitoring");
            JsonNode rules = new YAMLMapper()
                    .readTree(Chart.DIRECTORY.resolve("files/alerts.yaml").toFile());
            assertEquals(rules, cluster.only("PrometheusRule").path("spec"));
            var json = new ObjectMapper();
            JsonNode dashboard = cluster.named("ConfigMap", "herald-dashboard").path("data");
            assertEquals(
                    json.readTree(
                            Chart.DIRECTORY.resolve("files/dashboard.json").toFile()),
                    json.readTree(dashboard.path("herald.json").asText()));
            JsonNode monitor = cluster.only("ServiceMonitor");
            assertEquals("/q/metrics", monitor.at("/spec/endpoints/0/path").asText());
            assertEquals("prometheus", monitor.at("/metadata/labels/release").asText());
        }
    }

    @ParameterizedTest
    @CsvSource({"metrics.serviceMonitor, ServiceMonitor", "metrics.rules, PrometheusRule"})
    void a_cluster_without_the_operator_is_named_before_anything_is_installed(String value, String kind) {
        try (ApiServer cluster = ApiServer.start()) {
            var failure = assertThrows(
                    RuntimeException.class,
                    () -> Release.install(cluster, Release.NAME, "least", value + ".enabled=true"));
            String expected = value + ".enabled: the cluster has no kind " + kind
                    + ". Install the CRDs of the Prometheus operator first."
                    + " For \"helm template\" pass --api-versions monitoring.coreos.com/v1/" + kind + ".";
            assertTrue(failure.getMessage().endsWith(expected), failure::getMessage);
            assertEquals(List.of(), cluster.all("ConfigMap"));
        }
    }
}
