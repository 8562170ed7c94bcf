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

    /** The port of clients may be reachable from outside, the management port never is. */
    @Test
    void prometheus_reads_the_metrics_from_the_management_port() {
        try (ApiServer cluster = ApiServer.startWithPrometheusOperator()) {
            Release.install(cluster, Release.NAME, "monitoring", "service.type=LoadBalancer");
            assertEquals(
                    "management",
                    cluster.only("ServiceMonitor").at("/spec/endpoints/0/port").asText());
            JsonNode service = cluster.named("Service", "herald-management").path("spec");
            assertEquals("management", service.at("/ports/0/targetPort").asText());
            assertEquals("None", service.path("clusterIP").asText());
            JsonNode clients = cluster.named("Service", "herald").path("spec").path("ports");
            assertEquals(1, clients.size());
            assertEquals(
                    "9000",
                    cluster.named("ConfigMap", "herald")
                            .at("/data/HERALD_MANAGEMENT_PORT")
                            .asText());
        }
    }

    @Test
    void without_a_management_port_prometheus_reads_the_metrics_from_the_port_of_clients() {
        try (ApiServer cluster = ApiServer.startWithPrometheusOperator()) {
            Release.install(cluster, Release.NAME, "monitoring", "management.port=0");
            assertEquals(
                    "http",
                    cluster.only("ServiceMonitor").at("/spec/endpoints/0/port").asText());
            assertEquals(1, cluster.all("Service").size());
            assertTrue(cluster.named("ConfigMap", "herald")
                    .at("/data/HERALD_MANAGEMENT_PORT")
                    .isMissingNode());
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
