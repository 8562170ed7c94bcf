package io.herald.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart promises to who installs it. */
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis.hosts=null                                   | redis.hosts",
                "redis.host=redis                                  | host",
                "replicas=-1                                       | replicas",
                "drain.windowSeconds=0                             | windowSeconds",
                "postgresql.url=postgresql://user:pass@host/herald | postgresql",
                "redis.hosts[0]=redis://:pass@host                 | hosts",
                "settings.quarkus\\.redis\\.password=pass          | quarkus.redis.password",
                "settings.herald\\.drain\\.window=20s              | herald.drain.window",
                "jwt.existingSecret.name=both                      | jwt",
                "trial.enabled=true                                | trial",
                "redis.clientType=sentinel                         | masterName",
                "ingress.enabled=true                              | ingress.hosts",
            })
    void refuses_values_that_make_no_sense_and_names_them(String different, String named) {
        var refused = assertThrows(RuntimeException.class, () -> Chart.render("least", different));
        assertTrue(refused.getMessage().contains(named), refused::getMessage);
    }

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
                Long.parseLong(settings(manifests).get("HERALD_DRAIN_WINDOW").replace("s", ""));
        PodSpec pod = server(manifests);
        long before =
                container(manifests).getLifecycle().getPreStop().getSleep().getSeconds();
        // The contract: the process ends within the window and 5 s.
        assertTrue(pod.getTerminationGracePeriodSeconds() > before + window + 5);
    }

    @Test
    void asks_for_health_where_it_is_told() {
        Container herald = container(Chart.render("least"));
        assertEquals("/q/health/started", path(herald.getStartupProbe()));
        assertEquals("/q/health/live", path(herald.getLivenessProbe()));
        assertEquals("/q/health/ready", path(herald.getReadinessProbe()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"trial", "everything"})
    void has_secrets_by_reference_alone(String values) {
        Manifests manifests = Chart.render(values);
        List<EnvVar> secret = manifests.pods().stream()
                .flatMap(pod -> pod.getContainers().stream())
                .flatMap(container -> container.getEnv().stream())
                .filter(variable -> variable.getName().matches(".*(PASSWORD|SECRET).*"))
                .toList();
        assertFalse(secret.isEmpty());
        for (EnvVar variable : secret) {
            assertNull(variable.getValue(), variable::getName);
            assertFalse(variable.getValueFrom().getSecretKeyRef().getName().isEmpty());
        }
        assertTrue(settings(manifests).keySet().stream().noneMatch(name -> name.matches(".*(PASSWORD|SECRET).*")));
    }

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

    @Test
    void passes_settings_on_under_their_names() {
        Map<String, String> settings = settings(Chart.render("everything"));
        assertEquals("50000", settings.get("HERALD_LIMITS_CONNECTIONS"));
        assertEquals("reject", settings.get("HERALD_LIMITS_ON_TOO_MANY"));
        assertEquals("true", settings.get("HERALD_AUTH_QUERY_TOKEN"));
        assertEquals("DEBUG", settings.get("QUARKUS_LOG_CATEGORY__IO_HERALD__LEVEL"));
        assertEquals("rediss://sentinel-1:26379,rediss://sentinel-2:26379", settings.get("QUARKUS_REDIS_HOSTS"));
        assertEquals("https://hooks.example.com/herald", settings.get("HERALD_WEBHOOKS_OPS_URL"));
        assertEquals("/etc/herald/jwt/key.pem", settings.get("MP_JWT_VERIFY_PUBLICKEY_LOCATION"));
    }

    @Test
    void starts_anew_when_settings_change() {
        assertFalse(checksum(Chart.render("least"))
                .equals(checksum(Chart.render("least", "settings.herald\\.stream\\.retry=3s"))));
        assertEquals(checksum(Chart.render("least")), checksum(Chart.render("least", "replicas=5")));
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
                named(manifests.all(Service.class).toList(), "herald").getSpec().getSelector(),
                named(manifests.all(NetworkPolicy.class).toList(), "herald")
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
    void brings_for_a_trial_a_redis_that_the_service_accepts() {
        Manifests manifests = Chart.render("trial");
        StatefulSet redis = named(manifests.all(StatefulSet.class).toList(), "herald-redis");
        String args = String.join(
                " ",
                redis.getSpec().getTemplate().getSpec().getContainers().get(0).getArgs());
        assertTrue(args.contains("--maxmemory-policy noeviction"), args);
        assertTrue(args.contains("--appendonly yes"), args);
        assertEquals("redis://herald-redis:6379", settings(manifests).get("QUARKUS_REDIS_HOSTS"));
    }

    @Test
    void brings_the_rules_and_the_dashboard_as_they_are() throws IOException {
        Manifests manifests = Chart.render("everything");
        JsonNode rules = new YAMLMapper()
                .readTree(Chart.DIRECTORY.resolve("files/alerts.yaml").toFile());
        assertEquals(rules, manifests.custom("PrometheusRule").path("spec"));
        ConfigMap dashboard = named(manifests.all(ConfigMap.class).toList(), "herald-dashboard");
        var json = new ObjectMapper();
        assertEquals(
                json.readTree(Chart.DIRECTORY.resolve("files/dashboard.json").toFile()),
                json.readTree(dashboard.getData().get("herald.json")));
        assertEquals(
                "/q/metrics",
                manifests.custom("ServiceMonitor").at("/spec/endpoints/0/path").asText());
    }

    private static PodSpec server(Manifests manifests) {
        return manifests.only(Deployment.class).getSpec().getTemplate().getSpec();
    }

    private static Container container(Manifests manifests) {
        return server(manifests).getContainers().get(0);
    }

    private static String path(Probe probe) {
        return probe.getHttpGet().getPath();
    }

    private static Map<String, String> settings(Manifests manifests) {
        return named(manifests.all(ConfigMap.class).toList(), "herald").getData();
    }

    private static Map<String, String> annotations(Manifests manifests) {
        return manifests.only(Ingress.class).getMetadata().getAnnotations();
    }

    private static String checksum(Manifests manifests) {
        return manifests
                .only(Deployment.class)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .get("checksum/settings");
    }

    private static <T extends HasMetadata> T named(List<T> all, String name) {
        return all.stream()
                .collect(Collectors.toMap(one -> one.getMetadata().getName(), Function.identity()))
                .get(name);
    }
}
