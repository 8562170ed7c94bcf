package io.herald.problem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Encodes problem documents. Uses the streaming API, so that REST resources and Vert.x routes, which have no object mapper,
 * send the same bytes.
 */
final class ProblemJson {
    private static final JsonFactory JSON = new JsonFactory();

    private ProblemJson() {}

    static byte[] encode(Problem problem) {
        var bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator to = JSON.createGenerator(bytes)) {
            to.writeStartObject();
            to.writeStringField("type", "about:blank");
            to.writeStringField("title", problem.title());
            to.writeNumberField("status", problem.status());
            if (problem.detail() != null) {
                to.writeStringField("detail", problem.detail());
            }
            writeViolations(to, problem);
            to.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void writeViolations(JsonGenerator to, Problem problem) throws IOException {
        if (problem.violations().isEmpty()) {
            return;
        }
        to.writeArrayFieldStart("violations");
        for (Violation violation : problem.violations()) {
            to.writeStartObject();
            to.writeStringField("field", violation.field());
            to.writeStringField("message", violation.message());
            to.writeEndObject();
        }
        to.writeEndArray();
    }
}
