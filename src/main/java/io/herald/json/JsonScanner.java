package io.herald.json;

/** Validates and compacts JSON in one pass. The scanner is recursive; the bound on the nesting depth also bounds the stack. */
final class JsonScanner {
    private final byte[] in;
    private final byte[] out;
    private int at;
    private int written;

    JsonScanner(byte[] in) {
        this.in = in;
        this.out = new byte[in.length];
    }

    RawJson scan() {
        value(0);
        at = JsonTokens.skipSpace(in, at);
        if (at < in.length) {
            throw malformed("unexpected data after the value");
        }
        return new RawJson(out, 0, written);
    }

    private void value(int depth) {
        switch (peek()) {
            case '{' -> object(deeper(depth));
            case '[' -> array(deeper(depth));
            default -> copyUntil(JsonTokens.scalar(in, at));
        }
    }

    private int deeper(int depth) {
        if (depth == JsonLimits.MAX_DEPTH) {
            throw malformed("nested deeper than " + JsonLimits.MAX_DEPTH + " levels");
        }
        return depth + 1;
    }

    private void object(int depth) {
        copy();
        if (peek() == '}') {
            copy();
            return;
        }
        var seen = new DuplicateNameDetector();
        do {
            name(seen);
            colon();
            value(depth);
        } while (more((byte) '}'));
    }

    private void name(DuplicateNameDetector seen) {
        if (peek() != '"') {
            throw malformed("expected a name");
        }
        int start = written;
        int position = at;
        copyUntil(JsonTokens.string(in, at));
        if (!seen.add(JsonStrings.decode(out, start, written))) {
            throw MalformedInput.json("duplicate name", position);
        }
    }

    private void colon() {
        if (peek() != ':') {
            throw malformed("expected a colon");
        }
        copy();
    }

    private void array(int depth) {
        copy();
        if (peek() == ']') {
            copy();
            return;
        }
        do {
            value(depth);
        } while (more((byte) ']'));
    }

    private boolean more(byte close) {
        byte next = peek();
        if (next != ',' && next != close) {
            throw malformed("expected a comma or the end");
        }
        copy();
        return next == ',';
    }

    /** Skips space and returns the first byte of the next token. */
    private byte peek() {
        at = JsonTokens.skipSpace(in, at);
        if (at >= in.length) {
            throw malformed("unexpected end of input");
        }
        return in[at];
    }

    private void copy() {
        out[written++] = in[at++];
    }

    private void copyUntil(int position) {
        System.arraycopy(in, at, out, written, position - at);
        written += position - at;
        at = position;
    }

    private RuntimeException malformed(String what) {
        return JsonTokens.malformed(what, at);
    }
}
