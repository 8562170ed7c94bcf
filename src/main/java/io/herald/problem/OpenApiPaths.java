package io.herald.problem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks up paths in the OpenAPI document, the only list that contains both JAX-RS resources and plain Vert.x routes. Reads
 * the document once, when the first request needs it.
 */
@Singleton
public class OpenApiPaths {

    private static final String JSON = "application/json";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    /** @param bodies the media types of the bodies, by method */
    private record Template(String[] segments, Set<String> methods, Map<String, List<String>> bodies) {

        boolean matches(String[] path) {
            if (segments.length != path.length) {
                return false;
            }
            for (int i = 0; i < segments.length; i++) {
                if (!isVariable(i) && !segments[i].equals(path[i])) {
                    return false;
                }
            }
            return true;
        }

        boolean isVariable(int segment) {
            return segments[segment].startsWith("{");
        }

        /**
         * Returns a sort key that orders templates as JAX-RS does: if two match, the one with the literal in the first
         * segment where they differ comes first.
         */
        String specificity() {
            StringBuilder kinds = new StringBuilder();
            for (int i = 0; i < segments.length; i++) {
                kinds.append(isVariable(i) ? '1' : '0');
            }
            return kinds.toString();
        }
    }

    private final OpenApiDocumentService document;
    private volatile @Nullable List<Template> templates;

    OpenApiPaths(OpenApiDocumentService document) {
        this.document = document;
    }

    /** Returns the value of {@code Allow} for a path (RFC 9110, 15.5.6), or null if no documented path matches. */
    public @Nullable String allow(String path) {
        Template template = find(path);
        return template == null ? null : String.join(", ", template.methods);
    }

    /** Returns the media types that a call accepts as its body, in a stable order; none if no documented call matches. */
    public List<String> bodyTypes(String path, String method) {
        Template template = find(path);
        return template == null ? List.of() : template.bodies.getOrDefault(method, List.of());
    }

    /** Returns whether a segment of a normalized path is a variable of its template, such as the name of a room. */
    public boolean isVariable(String path, int segment) {
        Template template = find(path);
        return template != null && template.isVariable(segment);
    }

    private @Nullable Template find(String path) {
        String[] segments = path.split("/", -1);
        return templates().stream()
                .filter(template -> template.matches(segments))
                .findFirst()
                .orElse(null);
    }

    private List<Template> templates() {
        List<Template> known = templates;
        if (known == null) {
            known = read();
            templates = known;
        }
        return known;
    }

    private List<Template> read() {
        try {
            byte[] json = document.getDocument(OpenApiConstants.DEFAULT_DOCUMENT_NAME, Format.JSON);
            List<Template> read = new ArrayList<>();
            JsonNode root = new ObjectMapper().readTree(json);
            for (var path : root.path("paths").properties()) {
                read.add(new Template(
                        path.getKey().split("/", -1), methods(path.getValue()), bodies(path.getValue(), root)));
            }
            read.sort(Comparator.comparing(Template::specificity));
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, List<String>> bodies(JsonNode path, JsonNode root) {
        Map<String, List<String>> bodies = new HashMap<>();
        for (String method : METHODS) {
            JsonNode body = path.at("/" + method + "/requestBody");
            JsonNode shared =
                    body.has("$ref") ? root.at(body.get("$ref").asText().substring(1)) : body;
            List<String> types = new ArrayList<>();
            shared.path("content").fieldNames().forEachRemaining(types::add);
            types.sort(
                    Comparator.comparing((String type) -> !type.equals(JSON)).thenComparing(Comparator.naturalOrder()));
            bodies.put(method.toUpperCase(Locale.ROOT), List.copyOf(types));
        }
        return bodies;
    }

    private static Set<String> methods(JsonNode path) {
        var methods = new TreeSet<String>();
        path.fieldNames().forEachRemaining(name -> {
            if (METHODS.contains(name)) {
                methods.add(name.toUpperCase(Locale.ROOT));
            }
        });
        boolean isStream = path.at("/get/responses/200/content").has("text/event-stream");
        if (methods.contains("GET") && !isStream) {
            methods.add("HEAD");
        }
        methods.add("OPTIONS");
        return methods;
    }
}
