package io.herald.webhooks;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configured hooks, and which events any of them receives: what no hook receives is not recorded. Immutable. */
@Singleton
public final class HookRegistry {

    private final List<Hook> hooks;

    @Inject
    HookRegistry(HookConfig config) {
        this(parse(config));
    }

    /** For tests. */
    public HookRegistry(Collection<Hook> hooks) {
        this.hooks = List.copyOf(hooks);
    }

    private static List<Hook> parse(HookConfig config) {
        try {
            return config.targets().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(entry -> Hook.of(entry.getKey(), entry.getValue()))
                    .toList();
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException("Herald does not start: " + wrong.getMessage());
        }
    }

    /** Returns the hooks, in the order of their names. */
    public List<Hook> hooks() {
        return hooks;
    }

    public Optional<Hook> find(String name) {
        return hooks.stream().filter(hook -> hook.name().equals(name)).findFirst();
    }

    /** Returns whether a hook receives events of one of these types. */
    public boolean receivesAny(HookEventType... types) {
        return List.of(types).stream()
                .anyMatch(type -> hooks.stream().anyMatch(hook -> hook.types().contains(type)));
    }

    /** Returns whether a hook receives the messages of a room. */
    public boolean receivesMessagesOf(String room) {
        return hooks.stream().anyMatch(hook -> hook.acceptsMessagesOf(room));
    }
}
