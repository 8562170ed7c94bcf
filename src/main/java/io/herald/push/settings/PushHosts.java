package io.herald.push.settings;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The hosts to which this service may push. An endpoint comes from a client, which must not choose any address (SSRF). */
public final class PushHosts {

    private static final String ANY_SUBDOMAIN = "*.";
    private static final Pattern SYNTAX =
            Pattern.compile("(\\*\\.)?([a-z0-9_-]+(\\.[a-z0-9_-]+)*|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");
    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    private final List<String> patterns;
    private final boolean allowHttp;

    /**
     * @param allowHttp whether endpoints may use http
     * @throws IllegalArgumentException with a sentence about the first pattern that is none
     */
    PushHosts(List<String> patterns, boolean allowHttp) {
        this.allowHttp = allowHttp;
        this.patterns = patterns.stream().map(PushHosts::checked).toList();
    }

    private static String checked(String pattern) {
        String lower = pattern.strip().toLowerCase(Locale.ROOT);
        if (!SYNTAX.matcher(lower).matches()) {
            throw new IllegalArgumentException("\"" + pattern
                    + "\" must be a host such as push.example.com, *.example.com or push.example.com:8443");
        }
        return lower;
    }

    /** Returns why the service must not push to an endpoint, as the end of a sentence, or null if it may. */
    public @Nullable String violation(URI endpoint) {
        boolean isWeb = "https".equalsIgnoreCase(endpoint.getScheme())
                || allowHttp && "http".equalsIgnoreCase(endpoint.getScheme());
        if (!isWeb || endpoint.getHost() == null) {
            return "must be an https address";
        }
        if (endpoint.getRawUserInfo() != null || endpoint.getRawFragment() != null) {
            return "must have neither user nor fragment";
        }
        return contains(endpoint) ? null : "must be at a push service that this service allows";
    }

    private boolean contains(URI endpoint) {
        String host = endpoint.getHost();
        int port = port(endpoint);
        String name = host.toLowerCase(Locale.ROOT) + (port == HTTPS ? "" : ":" + port);
        return patterns.stream().anyMatch(pattern -> matches(pattern, name));
    }

    private static boolean matches(String pattern, String name) {
        String plain = pattern.endsWith(":" + HTTPS) ? pattern.substring(0, pattern.lastIndexOf(':')) : pattern;
        return plain.startsWith(ANY_SUBDOMAIN)
                ? name.endsWith(plain.substring(1)) && name.length() > plain.length() - 1
                : name.equals(plain);
    }

    /** Returns the port of an endpoint, or the default of its scheme. */
    public static int port(URI endpoint) {
        return endpoint.getPort() >= 0 ? endpoint.getPort() : defaultPort(endpoint.getScheme());
    }

    public static int defaultPort(String scheme) {
        return "http".equalsIgnoreCase(scheme) ? HTTP : HTTPS;
    }
}
