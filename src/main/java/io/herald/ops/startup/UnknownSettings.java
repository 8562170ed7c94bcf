package io.herald.ops.startup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Finds {@code herald.*} settings that do not exist. Otherwise a typo in a name would silently leave the default in effect.
 */
final class UnknownSettings {
    private static final String PREFIX = "herald.";
    private static final String VARIABLE_PREFIX = "HERALD_";

    /** The source in which Quarkus keeps the defaults of all config mappings. Its names are the known settings. */
    private static final String DEFAULTS = "DefaultValuesConfigSource";

    private static final String ENVIRONMENT = "EnvConfigSource";

    /** Settings without a default, which the source of defaults does not contain. */
    private static final Set<String> WITHOUT_DEFAULT = Set.of(
            "herald.auth.allowed-origins",
            "herald.auth.groups-paths",
            "herald.auth.groups-prefix",
            "herald.console.oidc.audience",
            "herald.console.oidc.client-id",
            "herald.console.oidc.issuer",
            "herald.console.oidc.name",
            "herald.console.oidc.origins",
            "herald.console.oidc.resource",
            "herald.limits.connections",
            "herald.push.site",
            "herald.push.vapid.former-private-keys",
            "herald.push.vapid.private-key",
            "herald.push.vapid.subject");

    /** Names with a part that the operator chooses, and settings that exist in development and tests only. */
    private static final Pattern UNCHECKED = Pattern.compile("herald\\.(webhooks|hooks|outbox|dev|testing)\\..+");

    /** Variables that Kubernetes sets in every pod of a namespace that has a service called herald. */
    private static final Pattern KUBERNETES =
            Pattern.compile("HERALD(_\\w+)?_(SERVICE_(HOST|PORT)(_\\w+)?|PORT(_\\w+)?)");

    private UnknownSettings() {}

    /** Returns the unknown settings, and for each the known one with the most similar name. */
    static SortedMap<String, String> unknown(Config config) {
        Set<String> known = known(config);
        var unknown = new TreeMap<String, String>();
        for (ConfigSource source : config.getConfigSources()) {
            if (!source.getName().contains(DEFAULTS)) {
                // SmallRye lists a variable under two names; report the one that was set.
                String prefix = source.getName().contains(ENVIRONMENT) ? VARIABLE_PREFIX : PREFIX;
                source.getPropertyNames().stream()
                        .filter(name -> name.startsWith(prefix) && isUnknown(name, known))
                        .forEach(name -> unknown.put(name, nearest(name, known)));
            }
        }
        return unknown;
    }

    static Set<String> known(Config config) {
        var known = new TreeSet<>(WITHOUT_DEFAULT);
        for (ConfigSource source : config.getConfigSources()) {
            if (source.getName().contains(DEFAULTS)) {
                source.getPropertyNames().stream()
                        .filter(name -> name.startsWith(PREFIX))
                        .forEach(known::add);
            }
        }
        return known;
    }

    static boolean isUnknown(String name, Set<String> known) {
        if (name.startsWith(PREFIX)) {
            return !known.contains(name) && !UNCHECKED.matcher(name).matches();
        }
        return name.startsWith(VARIABLE_PREFIX)
                && !KUBERNETES.matcher(name).matches()
                && !name.startsWith("HERALD_WEBHOOKS_")
                && !name.startsWith("HERALD_HOOKS_")
                && !name.startsWith("HERALD_OUTBOX_")
                && known.stream().noneMatch(one -> variable(one).equals(name));
    }

    static String nearest(String name, Set<String> known) {
        boolean isVariable = name.startsWith(VARIABLE_PREFIX);
        List<String> candidates = new ArrayList<>(known);
        if (isVariable) {
            candidates.replaceAll(UnknownSettings::variable);
        }
        return candidates.stream()
                .min(Comparator.comparingInt(candidate -> distance(candidate, name)))
                .orElse("");
    }

    private static String variable(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** Returns the Levenshtein distance. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
