package io.herald.webhooks;

import io.herald.event.NameSyntax;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A configured hook.
 *
 * @param name the name in the settings, calls, metrics and logs
 * @param types the types of events that it receives
 * @param rooms the rooms whose messages it receives, by name or by a prefix that ends with {@code *}
 * @param concurrency the number of requests in progress at the same time
 */
public record Hook(
        String name, WebhookEndpoint endpoint, Set<HookEventType> types, List<String> rooms, int concurrency) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int MAX_CONCURRENCY = 256;
    private static final String ALL = "*";

    /** @throws IllegalArgumentException if a setting is invalid; the message names it and contains no secret */
    public static Hook of(String name, HookConfig.Target target) {
        String prefix = "herald.hooks." + name;
        check(NAME.matcher(name).matches(), prefix + ": the name must be 1 to 64 of A-Z a-z 0-9 _ -");
        List<String> rooms = target.rooms().orElse(List.of());
        check(
                rooms.stream().allMatch(Hook::isRoomPattern),
                prefix + ".rooms must be names of rooms, with * only at the end");
        Set<HookEventType> types = types(prefix, target.events());
        boolean namesMessages = target.events().contains(HookEventType.MESSAGE_SENT.value());
        check(!namesMessages || !rooms.isEmpty(), prefix + ".rooms must list the rooms of message.sent");
        check(
                target.concurrency() >= 1 && target.concurrency() <= MAX_CONCURRENCY,
                prefix + ".concurrency must be between 1 and " + MAX_CONCURRENCY);
        WebhookEndpoint endpoint = WebhookEndpoint.of(prefix, target.url(), target.secret());
        return new Hook(name, endpoint, types, List.copyOf(rooms), target.concurrency());
    }

    /** Returns whether the hook receives events of this type about a channel, such as {@code room:ops}. */
    public boolean accepts(HookEventType type, String channel) {
        return types.contains(type)
                && (type != HookEventType.MESSAGE_SENT || acceptsMessagesOf(channel.substring("room:".length())));
    }

    boolean acceptsMessagesOf(String room) {
        return types.contains(HookEventType.MESSAGE_SENT) && rooms.stream().anyMatch(pattern -> matches(pattern, room));
    }

    private static boolean matches(String pattern, String room) {
        return pattern.endsWith(ALL)
                ? room.startsWith(pattern.substring(0, pattern.length() - 1))
                : room.equals(pattern);
    }

    private static boolean isRoomPattern(String pattern) {
        return pattern.equals(ALL)
                || NameSyntax.isName(pattern.endsWith(ALL) ? pattern.substring(0, pattern.length() - 1) : pattern);
    }

    private static Set<HookEventType> types(String prefix, List<String> events) {
        check(!events.isEmpty(), prefix + ".events must list types of events, or *");
        Set<HookEventType> types = EnumSet.noneOf(HookEventType.class);
        for (String event : events) {
            if (event.equals(ALL)) {
                types.addAll(EnumSet.allOf(HookEventType.class));
            } else {
                types.add(HookEventType.of(event)
                        .orElseThrow(() -> new IllegalArgumentException(
                                prefix + ".events: " + event + " is not a type of event")));
            }
        }
        return types;
    }

    private static void check(boolean fine, String otherwise) {
        if (!fine) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
