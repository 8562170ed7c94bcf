package io.herald.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Wrong values fail before anything is installed, with one line. Without that, the API server would refuse some objects after
 * the others were created, or the pods would not start.
 */
class RefusedValuesTest {

    /** Helm prints two lines above an error of the schema: what failed, and the name of the chart. */
    private static final int SCHEMA_LINES = 3;

    @ParameterizedTest
    @CsvFileSource(resources = "/chart/refused.csv", delimiter = '|', useHeadersInDisplayName = true)
    void a_wrong_value_is_refused_with_one_line(String values, String expected) {
        var failure = assertThrows(
                RuntimeException.class,
                () -> Chart.render("least", values.trim().split(" +")));
        List<String> lines = failure.getMessage().strip().lines().toList();
        String last = lines.get(lines.size() - 1);
        assertTrue(last.endsWith(expected), failure::getMessage);
        assertEquals(last.startsWith("- at ") ? SCHEMA_LINES : 1, lines.size(), failure::getMessage);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resources.requests.memory=2Gi resources.limits.memory=2Gi",
                "resources.limits.memory=256Mi",
                "resources.limits.cpu=2",
                "resources.limits.nvidia\\.com/gpu=1",
                "podDisruptionBudget.maxUnavailable=1",
                "podDisruptionBudget.maxUnavailable=100%",
                "ingress.paths[0]=/",
                "ingress.paths[0]=/api/v1/",
                "ingress.hosts[0]=*.example.com",
                "ingress.hosts[0]=localhost",
                "ingress.paths[0]=/.well-known/herald",
                "image.repository=registry.example.com:5000/team/herald",
                "image.tag=SNAPSHOT image.pullPolicy=Never",
                "image.variant=jvm extraEnv[0].name=JDK_JAVA_OPTIONS extraEnv[0].value=-XX:+UseSerialGC",
                "extraEnv[0].name=QUARKUS_REDIS_PASSWORD extraEnv[0].value=x",
                "extraEnv[0].name=HERALD_STREAM_RETRY extraEnv[0].value=3s",
                "args[0]=-XX:MaximumHeapSizePercent=30 args[1]=-Dherald.stream.retry=3s",
                "settings.quarkus\\.redis\\.max-pool-size=3",
                "settings.quarkus\\.http\\.idle-timeout=75s",
                "settings=null extraEnv=null extraVolumes=null args=null resources=null podAnnotations=null podLabels=null",
                "topologySpreadConstraints=null podSecurityContext=null tolerations=null affinity=null webhooks=null hooks=null outbox=null",
                "nameOverride=push fullnameOverride=push-service",
                "podLabels.team=push metrics.serviceMonitor.labels.release=prometheus",
            })
    void a_right_value_is_accepted(String values) {
        Chart.render("least", values.split(" "));
    }

    @Test
    void a_setting_in_two_spellings_is_refused() {
        for (String spelling : List.of(
                "quarkus.redis.hosts",
                "QUARKUS_REDIS_HOSTS",
                "_PROD_QUARKUS_REDIS_HOSTS",
                "quarkus.redis._default_.hosts",
                "QUARKUS_REDIS___DEFAULT__HOSTS",
                "quarkus_redis.Hosts")) {
            for (String place :
                    List.of("extraEnv[0].name=" + spelling + " extraEnv[0].value=x", "args[0]=-D" + spelling + "=x")) {
                var failure = assertThrows(
                        RuntimeException.class, () -> Chart.render("least", place.split(" ")), () -> place);
                assertTrue(failure.getMessage().endsWith("Set redis.hosts instead."), failure::getMessage);
            }
        }
    }
}
