package io.herald;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the calls of a Java source that write to the log, with the event, the levels and the keys of each. */
final class LogCallScanner {

    /** An event name, such as {@code tail.opened}. */
    static final Pattern EVENT = Pattern.compile("[a-z]+(\\.[a-z]+)+");

    private static final String TEXT = "\"([^\"\\\\\n]*+(?:\\\\.[^\"\\\\\n]*+)*+)\"";
    private static final String TEXT_BLOCK = "\"\"\"[^\"\\\\]*+(?:(?:\\\\.|\"(?!\"\"))[^\"\\\\]*+)*+\"\"\"";
    private static final Pattern STRING = Pattern.compile(TEXT);
    private static final Pattern COMMENT_OR_STRING =
            Pattern.compile("//[^\n]*|/\\*.*?\\*/|'(?:\\\\.|[^'\\\\])+'|" + TEXT_BLOCK + "|" + TEXT, Pattern.DOTALL);
    private static final Pattern CALL =
            Pattern.compile("\\bLOG\\s*\\.\\s*(?:(fatal|error|warn|info|debug|trace)[fv]?|log[fv]?)\\s*\\(");
    private static final Pattern FAILURE_LOG_CALL = Pattern.compile("\\.\\s*failed\\s*\\(\\s*(?=\"[a-z]+\\.[a-z])");
    private static final Pattern LEVEL = Pattern.compile("\\bLevel\\s*\\.\\s*([A-Z]+)\\b");
    private static final Pattern KEY = Pattern.compile("\\b([a-zA-Z]+)=(?=%|\\\\\"|[a-z]|$)");

    /**
     * A call that writes to the log.
     *
     * @param text the event, or the whole message if it does not begin with one
     */
    record LogCall(String text, Set<String> levels, Set<String> keys) {}

    private LogCallScanner() {}

    static List<LogCall> scan(String source) {
        String code = withoutComments(source);
        List<LogCall> calls = new ArrayList<>();
        for (Matcher call = CALL.matcher(code); call.find(); ) {
            calls.add(read(arguments(code, call.end()), call.group(1)));
        }
        // A FailureLogger writes errors.
        for (Matcher call = FAILURE_LOG_CALL.matcher(code); call.find(); ) {
            calls.add(read(arguments(code, call.end()), "error"));
        }
        return calls;
    }

    private static LogCall read(String arguments, String method) {
        Set<String> levels = method == null
                ? LEVEL.matcher(arguments)
                        .results()
                        .map(match -> match.group(1))
                        .collect(Collectors.toCollection(TreeSet::new))
                : Set.of(method.toUpperCase(java.util.Locale.ROOT));
        String message =
                STRING.matcher(arguments).results().map(match -> match.group(1)).collect(Collectors.joining());
        Matcher event = EVENT.matcher(message.split(" ", 2)[0]);
        Set<String> keys = KEY.matcher(message)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        return new LogCall(event.matches() ? event.group() : message, levels, keys);
    }

    /** Returns the arguments of a call, up to the parenthesis that closes it. */
    private static String arguments(String code, int from) {
        String masked = STRING.matcher(code)
                .replaceAll(match -> "\"" + "_".repeat(match.group(1).length()) + "\"");
        int depth = 1;
        int to = from;
        while (depth > 0) {
            char c = masked.charAt(to++);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        return code.substring(from, to - 1);
    }

    private static String withoutComments(String source) {
        return COMMENT_OR_STRING.matcher(source).replaceAll(match -> Matcher.quoteReplacement(replacement(match)));
    }

    /** Also replaces character literals, whose quotes or parentheses would be read as code. A text block is not a message. */
    private static String replacement(MatchResult match) {
        if (match.group().startsWith("\"\"\"")) {
            return "\"\"";
        }
        return switch (match.group().charAt(0)) {
            case '"' -> match.group();
            case '\'' -> "' '";
            default -> "";
        };
    }
}
