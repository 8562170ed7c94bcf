package io.herald.problem;

/** Text of a client for a line of the log, in which a line break could forge another line. */
public final class PrintableText {

    private static final int MAX_LENGTH = 200;

    private PrintableText() {}

    /** Replaces spaces, quotes and characters that are not printable ASCII, and shortens a long text. */
    public static String of(String text) {
        String shortened = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) : text;
        return shortened.replaceAll("[^\\x21-\\x7e]|\"", "?");
    }
}
