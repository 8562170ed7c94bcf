package io.herald.webhooks;

import java.net.URI;
import java.util.List;

/** The address of a webhook, and the secrets with which its calls are signed: one, or two during a rotation. */
public record WebhookEndpoint(URI url, List<WebhookSecret> secrets) {

    private static final int MAX_SECRETS = 2;

    /**
     * @param setting the prefix of the settings, for the message
     * @throws IllegalArgumentException if a setting is invalid; the message contains neither the address nor a secret
     */
    static WebhookEndpoint of(String setting, URI url, List<String> secrets) {
        boolean isHttp = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!isHttp || url.getHost() == null || url.getUserInfo() != null) {
            throw new IllegalArgumentException(setting + ".url must be http:// or https://, without user and password");
        }
        if (secrets.isEmpty() || secrets.size() > MAX_SECRETS) {
            throw new IllegalArgumentException(setting + ".secret must be one secret, or two separated by a comma");
        }
        try {
            return new WebhookEndpoint(
                    url, secrets.stream().map(WebhookSecret::parse).toList());
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(setting + ".secret must be whsec_ and base64, or any other text");
        }
    }

    /** Returns the value of {@code webhook-signature}: a signature of each secret, separated by spaces. */
    String signatures(String id, String timestamp, byte[] body) {
        return String.join(
                " ",
                secrets.stream().map(secret -> secret.sign(id, timestamp, body)).toList());
    }

    @Override
    public String toString() {
        return "WebhookEndpoint";
    }
}
