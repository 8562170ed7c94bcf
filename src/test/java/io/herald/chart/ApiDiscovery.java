package io.herald.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The documents with which an {@link ApiServer} describes the kinds that it knows. */
final class ApiDiscovery {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> BUILT_IN = Set.of(
            "v1/ConfigMap/configmaps",
            "v1/Secret/secrets",
            "v1/Service/services",
            "v1/ServiceAccount/serviceaccounts",
            "v1/Pod/pods",
            "apps/v1/Deployment/deployments",
            "apps/v1/StatefulSet/statefulsets",
            "autoscaling/v2/HorizontalPodAutoscaler/horizontalpodautoscalers",
            "networking.k8s.io/v1/Ingress/ingresses",
            "networking.k8s.io/v1/NetworkPolicy/networkpolicies",
            "policy/v1/PodDisruptionBudget/poddisruptionbudgets");
    private static final Set<String> PROMETHEUS_OPERATOR = Set.of(
            "monitoring.coreos.com/v1/ServiceMonitor/servicemonitors",
            "monitoring.coreos.com/v1/PrometheusRule/prometheusrules");

    /** Group, version, kind and resource of each. The group of the core kinds is empty. */
    private final List<String[]> kinds;

    private ApiDiscovery(Stream<String> kinds) {
        this.kinds = kinds.sorted()
                .map(kind -> (kind.startsWith("v1/") ? "/" + kind : kind).split("/"))
                .toList();
    }

    static ApiDiscovery builtIn() {
        return new ApiDiscovery(BUILT_IN.stream());
    }

    static ApiDiscovery withPrometheusOperator() {
        return new ApiDiscovery(Stream.concat(BUILT_IN.stream(), PROMETHEUS_OPERATOR.stream()));
    }

    /** Returns the document at a path, or null if there is none. */
    @Nullable
    JsonNode get(String path) {
        return switch (path) {
            case "/version" -> JSON.valueToTree(Map.of("major", "1", "minor", "33", "gitVersion", "v1.33.0"));
            case "/api" -> JSON.valueToTree(Map.of("kind", "APIVersions", "versions", List.of("v1")));
            case "/apis" -> groups();
            default -> resources(path.replaceFirst("^/apis?/", ""));
        };
    }

    private JsonNode groups() {
        List<Map<String, ?>> groups = kinds.stream()
                .filter(kind -> !kind[0].isEmpty())
                .map(kind -> Map.of("groupVersion", kind[0] + "/" + kind[1], "version", kind[1]))
                .distinct()
                .map(version -> Map.of(
                        "name",
                        version.get("groupVersion").split("/")[0],
                        "versions",
                        List.of(version),
                        "preferredVersion",
                        version))
                .collect(Collectors.toList());
        return JSON.valueToTree(Map.of("kind", "APIGroupList", "apiVersion", "v1", "groups", groups));
    }

    private @Nullable JsonNode resources(String groupVersion) {
        List<Map<String, ?>> resources = kinds.stream()
                .filter(kind -> groupVersion.equals(kind[0].isEmpty() ? kind[1] : kind[0] + "/" + kind[1]))
                .map(kind -> Map.of(
                        "name",
                        kind[3],
                        "singularName",
                        "",
                        "kind",
                        kind[2],
                        "namespaced",
                        true,
                        "verbs",
                        List.of("create", "delete", "get", "list", "patch", "update")))
                .collect(Collectors.toList());
        return resources.isEmpty()
                ? null
                : JSON.valueToTree(Map.of(
                        "kind",
                        "APIResourceList",
                        "apiVersion",
                        "v1",
                        "groupVersion",
                        groupVersion,
                        "resources",
                        resources));
    }
}
