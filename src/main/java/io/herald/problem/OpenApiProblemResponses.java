package io.herald.problem;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;

/**
 * Adds the problem responses that all operations share to the OpenAPI document, so that no resource repeats them. Responses
 * that a resource declares itself take precedence. A resource declares problems of single operations (404, 409) with
 * {@code @APIResponse(responseCode = "404", ref = "NotFound")}. Public because the build creates it by reflection.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class OpenApiProblemResponses implements OASFilter {
    private static final String API = "/api/v1/";

    private static final Map<String, String> OF_ALL =
            ordered("400", "BadRequest", "401", "Unauthorized", "403", "Forbidden");
    private static final Map<String, String> OF_CALLS = ordered("429", "RateLimited", "503", "Unavailable");
    private static final Map<String, String> WITH_A_BODY = ordered("413", "TooLarge", "415", "UnsupportedMediaType");

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getPaths() == null || document.getPaths().getPathItems() == null) {
            return;
        }
        document.getPaths().getPathItems().forEach((path, item) -> {
            if (path.startsWith(API)) {
                item.getOperations().values().forEach(operation -> complete(operation, path.equals(API + "stream")));
            }
        });
    }

    private static void complete(Operation operation, boolean isStream) {
        add(operation, OF_ALL);
        if (!isStream) {
            add(operation, OF_CALLS);
        }
        if (operation.getRequestBody() != null) {
            add(operation, WITH_A_BODY);
        }
    }

    private static void add(Operation operation, Map<String, String> problems) {
        if (operation.getResponses() == null) {
            operation.setResponses(OASFactory.createAPIResponses());
        }
        problems.forEach((status, name) -> {
            if (!operation.getResponses().hasAPIResponse(status)) {
                operation
                        .getResponses()
                        .addAPIResponse(status, OASFactory.createAPIResponse().ref(name));
            }
        });
    }

    private static Map<String, String> ordered(String... pairs) {
        var map = new LinkedHashMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
