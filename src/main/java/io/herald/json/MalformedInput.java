package io.herald.json;

import io.herald.problem.Problem;
import io.herald.problem.ProblemException;

/**
 * Creates exceptions that report an error and its byte position. They never quote the input, because payloads must not appear
 * in responses or logs.
 */
final class MalformedInput {
    private MalformedInput() {}

    static ProblemException json(String what, int position) {
        return Problem.malformed("Malformed JSON at byte " + position + ": " + what + ".")
                .asException();
    }

    static ProblemException cbor(String what, int position) {
        return Problem.malformed("Malformed CBOR at byte " + position + ": " + what + ".")
                .asException();
    }
}
