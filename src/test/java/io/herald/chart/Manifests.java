package io.herald.chart;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rendered manifests as objects, without hooks. Reading fails for a field that Kubernetes does not know: Kubernetes would
 * drop it silently.
 */
record Manifests(String text, List<JsonNode> documents) {

    private static final Set<Class<? extends HasMetadata>> KINDS = Set.of(
            ConfigMap.class,
            Deployment.class,
            HorizontalPodAutoscaler.class,
            Ingress.class,
            NetworkPolicy.class,
            PodDisruptionBudget.class,
            Secret.class,
            Service.class,
            ServiceAccount.class,
            StatefulSet.class);

    /** The models accept unknown fields, for clients of newer servers. Here an unknown field is an error. */
    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated member) {
                    return false;
                }
            });

    static Manifests parse(String text) {
        var yaml = new YAMLFactory().enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL);
        yaml.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        try (var parser = yaml.createParser(text)) {
            List<JsonNode> documents = new ObjectMapper()
                    .readValues(parser, JsonNode.class).readAll().stream()
                            .filter(document -> !document.isNull())
                            .toList();
            return new Manifests(text, documents);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns every object of a kind that is built into Kubernetes. */
    List<HasMetadata> builtIn() {
        return KINDS.stream().flatMap(this::all).collect(Collectors.toList());
    }

    Set<String> kinds() {
        return documents.stream()
                .map(document -> document.path("kind").asText())
                .collect(Collectors.toSet());
    }

    <T extends HasMetadata> Stream<T> all(Class<T> kind) {
        return documents.stream()
                .filter(document ->
                        kind.getSimpleName().equals(document.path("kind").asText()))
                .map(document -> read(document, kind));
    }

    <T extends HasMetadata> T only(Class<T> kind) {
        List<T> found = all(kind).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " of " + kind.getSimpleName());
        }
        return found.get(0);
    }

    <T extends HasMetadata> T named(Class<T> kind, String name) {
        return all(kind)
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " " + name));
    }

    /** Returns the pod template of the service. */
    PodSpec podSpec() {
        return only(Deployment.class).getSpec().getTemplate().getSpec();
    }

    Container container() {
        return podSpec().getContainers().get(0);
    }

    Map<String, String> settings() {
        return named(ConfigMap.class, "herald").getData();
    }

    List<PodSpec> pods() {
        return Stream.of(
                        all(Deployment.class)
                                .map(object -> object.getSpec().getTemplate().getSpec()),
                        all(StatefulSet.class)
                                .map(object -> object.getSpec().getTemplate().getSpec()))
                .flatMap(Function.identity())
                .toList();
    }

    private static <T> T read(JsonNode document, Class<T> kind) {
        try {
            return STRICT.treeToValue(document, kind);
        } catch (IOException e) {
            throw new AssertionError(document.path("kind").asText() + " " + document.at("/metadata/name"), e);
        }
    }
}
