package io.herald.json;

import io.herald.problem.Problem;
import io.herald.problem.ProblemException;

/** Says what is wrong and where, by position: a piece of the payload must not come back in an answer or reach a log. */
final class MalformedInputException {
    private MalformedInputException() {}

    static ProblemException json(String what, int position) {
        return Problem.malformed("Malformed JSON at byte " + position + ": " + what + ".")
                .asException();
    }

    static ProblemException cbor(String what, int position) {
        return Problem.malformed("Malformed CBOR at byte " + position + ": " + what + ".")
                .asException();
    }
}
