package io.herald.json;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Iterates over validated, compact JSON. Does not validate it again. */
final class JsonWalker {
    private JsonWalker() {}

    /** Returns the position after the value that starts at {@code at}. */
    static int skip(byte[] in, int at, int end) {
        return switch (in[at]) {
            case '"' -> JsonStrings.skip(in, at, end);
            case '{', '[' -> skipNested(in, at, end);
            default -> skipScalar(in, at, end);
        };
    }

    private static int skipNested(byte[] in, int at, int end) {
        int depth = 0;
        int position = at;
        do {
            byte next = in[position];
            if (next == '"') {
                position = JsonStrings.skip(in, position, end);
                continue;
            }
            if (next == '{' || next == '[') {
                depth++;
            } else if (next == '}' || next == ']') {
                depth--;
            }
            position++;
        } while (depth > 0);
        return position;
    }

    private static int skipScalar(byte[] in, int at, int end) {
        int position = at;
        while (position < end && in[position] != ',' && in[position] != '}' && in[position] != ']') {
            position++;
        }
        return position;
    }

    static void items(byte[] in, int from, int to, Consumer<RawJson> each) {
        int at = from + 1;
        while (at < to - 1) {
            int end = skip(in, at, to);
            each.accept(new RawJson(in, at, end));
            at = end + 1;
        }
    }

    static void members(byte[] in, int from, int to, BiConsumer<String, RawJson> each) {
        int at = from + 1;
        while (at < to - 1) {
            int nameEnd = JsonStrings.skip(in, at, to);
            int end = skip(in, nameEnd + 1, to);
            each.accept(JsonStrings.decode(in, at, nameEnd), new RawJson(in, nameEnd + 1, end));
            at = end + 1;
        }
    }
}
