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
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a 405 must say (RFC 9110, 15.5.6) and Quarkus REST does not. Taken from the OpenAPI document, the only list of all paths, whichever
 * way they are served; read once, at the first 405.
 */
@Singleton
class AllowedMethods {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private record Path(String[] segments, Set<String> methods) {}

    private final OpenApiDocumentService document;
    private volatile @Nullable List<Path> paths;

    AllowedMethods(OpenApiDocumentService document) {
        this.document = document;
    }

    /** The value of {@code Allow}; null if no documented path matches. */
    @Nullable
    String of(String path) {
        List<Path> known = paths;
        if (known == null) {
            known = read();
            paths = known;
        }
        String[] segments = path.split("/", -1);
        var allowed = new TreeSet<String>();
        known.stream()
                .filter(candidate -> matches(candidate.segments, segments))
                .forEach(match -> allowed.addAll(match.methods));
        return allowed.isEmpty() ? null : String.join(", ", allowed);
    }

    private List<Path> read() {
        try {
            byte[] json = document.getDocument(OpenApiConstants.DEFAULT_DOCUMENT_NAME, Format.JSON);
            List<Path> read = new ArrayList<>();
            for (var path : new ObjectMapper().readTree(json).path("paths").properties()) {
                read.add(new Path(path.getKey().split("/", -1), methods(path.getValue())));
            }
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
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        methods.add("OPTIONS");
        return methods;
    }

    private static boolean matches(String[] template, String[] segments) {
        if (template.length != segments.length) {
            return false;
        }
        for (int i = 0; i < template.length; i++) {
            if (!template[i].startsWith("{") && !template[i].equals(segments[i])) {
                return false;
            }
        }
        return true;
    }
}
