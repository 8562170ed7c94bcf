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
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The paths of the OpenAPI document, which is the only list of all paths, whichever way they are served. Reads the document
 * once, when the first request needs it.
 */
@Singleton
public class DocumentedPaths {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private record Template(String[] segments, Set<String> methods) {

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

        /** Orders templates as JAX-RS does: where two match, the one whose first different segment is fixed. */
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

    DocumentedPaths(OpenApiDocumentService document) {
        this.document = document;
    }

    /** The value of {@code Allow} for a path (RFC 9110, 15.5.6); null if no documented path matches. */
    public @Nullable String allow(String path) {
        Template template = find(path);
        return template == null ? null : String.join(", ", template.methods);
    }

    /** Whether a segment of a normalized path is a variable of the template that serves it, such as the name of a room. */
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
            for (var path : new ObjectMapper().readTree(json).path("paths").properties()) {
                read.add(new Template(path.getKey().split("/", -1), methods(path.getValue())));
            }
            read.sort(Comparator.comparing(Template::specificity));
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
