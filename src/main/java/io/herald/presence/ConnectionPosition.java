package io.herald.presence;

import io.herald.event.NameSyntax;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The position of a connection in the list of all connections: by user, then in the order in which they were opened.
 *
 * @param user empty before the first
 */
record ConnectionPosition(String user, long order) implements Comparable<ConnectionPosition> {

    static final ConnectionPosition START = new ConnectionPosition("", 0);

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,16})[.](.+)");
    private static final Comparator<ConnectionPosition> ORDER =
            Comparator.comparing(ConnectionPosition::user).thenComparing(ConnectionPosition::order);

    /** Returns null if the text is not a position. */
    static @Nullable ConnectionPosition parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches() && NameSyntax.isName(matcher.group(2))
                ? new ConnectionPosition(matcher.group(2), Long.parseLong(matcher.group(1)))
                : null;
    }

    @Override
    public int compareTo(ConnectionPosition other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return order + "." + user;
    }
}
