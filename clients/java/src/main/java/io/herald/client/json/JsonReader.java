package io.herald.client.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON (RFC 8259). Objects become maps in the order of their members, arrays lists, whole numbers {@link Long} if they
 * fit, all other numbers {@link BigDecimal}, and null stays null.
 */
public final class JsonReader {

    private static final int MAX_DEPTH = 200;

    private final String text;
    private int at;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException if the text is not JSON
     */
    public static Object read(String text) {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value();
        reader.end();
        return value;
    }

    /**
     * Reads the members of an object, each as JSON with its own spelling.
     *
     * @throws IllegalArgumentException if the text is not a JSON object
     */
    public static Map<String, String> members(String text) {
        JsonReader reader = new JsonReader(text);
        reader.space();
        Map<String, String> members = new LinkedHashMap<>();
        reader.object((name, start, value) -> members.put(name, text.substring(start, reader.at)));
        reader.end();
        return members;
    }

    private interface MemberConsumer {
        void accept(String name, int start, Object value);
    }

    private Object value() {
        space();
        if (++depth > MAX_DEPTH) {
            throw error("is nested too deeply");
        }
        Object value = switch (peek()) {
            case '{' -> {
                Map<String, Object> members = new LinkedHashMap<>();
                object((name, start, member) -> members.put(name, member));
                yield members;
            }
            case '[' -> array();
            case '"' -> string();
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            case 'n' -> literal("null", null);
            default -> number();
        };
        depth--;
        return value;
    }

    private void object(MemberConsumer members) {
        expect('{');
        space();
        if (skip('}')) {
            return;
        }
        do {
            space();
            String name = string();
            space();
            expect(':');
            space();
            int start = at;
            members.accept(name, start, value());
            space();
        } while (skip(','));
        expect('}');
    }

    private List<Object> array() {
        expect('[');
        List<Object> items = new ArrayList<>();
        space();
        if (skip(']')) {
            return items;
        }
        do {
            items.add(value());
            space();
        } while (skip(','));
        expect(']');
        return items;
    }

    private Object literal(String name, Object value) {
        if (!text.startsWith(name, at)) {
            throw error("has an unknown literal");
        }
        at += name.length();
        return value;
    }

    private Object number() {
        int start = at;
        while (at < text.length() && "+-.0123456789Ee".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String number = text.substring(start, at);
        if (!number.matches("-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?")) {
            throw error("has no value");
        }
        boolean isLong = number.length() < 19 && number.matches("-?[0-9]+");
        return isLong ? (Object) Long.valueOf(number) : new BigDecimal(number);
    }

    private String string() {
        expect('"');
        StringBuilder characters = new StringBuilder();
        while (true) {
            char c = next();
            if (c == '"') {
                return characters.toString();
            }
            if (c < ' ') {
                throw error("has a control character in a string");
            }
            characters.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw error("has an unknown escape");
        };
    }

    private char unicode() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw error("has an incomplete escape");
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw error("ends too early");
        }
        return text.charAt(at);
    }

    private char next() {
        char c = peek();
        at++;
        return c;
    }

    private boolean skip(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private void expect(char c) {
        if (!skip(c)) {
            throw error("lacks '" + c + "'");
        }
    }

    private void end() {
        space();
        if (at < text.length()) {
            throw error("continues after its value");
        }
    }

    /** The message does not contain the text, which may be secret. */
    private IllegalArgumentException error(String what) {
        return new IllegalArgumentException("JSON " + what + " at character " + at);
    }
}
