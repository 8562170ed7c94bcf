package io.herald.webhooks;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The senders of this instance: one for each hook, and one for each webhook of escalations. */
@ApplicationScoped
public class WebhookSenders {

    private static final int AFTER_REQUIRED_SETTINGS = 2;

    /** The connections to a webhook of escalations. */
    private static final int ESCALATIONS = 5;

    private final Vertx vertx;
    private final Clock clock;
    private final WebhookConfig config;
    private final Map<String, WebhookSender> escalations = new ConcurrentHashMap<>();
    private final Map<String, WebhookSender> hooks = new ConcurrentHashMap<>();

    WebhookSenders(Vertx vertx, Clock clock, WebhookConfig config) {
        this.vertx = vertx;
        this.clock = clock;
        this.config = config;
    }

    /** Invalid settings of a webhook would otherwise appear when the first notification is escalated. */
    void check(@Observes @Priority(AFTER_REQUIRED_SETTINGS) StartupEvent event) {
        try {
            config.targets().forEach(WebhookSenders::endpoint);
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException("Herald does not start: " + wrong.getMessage());
        }
    }

    private static WebhookEndpoint endpoint(String webhook, WebhookConfig.Target target) {
        return WebhookEndpoint.of("herald.webhooks." + webhook, target.url(), target.secret());
    }

    @PreDestroy
    void close() {
        escalations.values().forEach(WebhookSender::close);
        hooks.values().forEach(WebhookSender::close);
    }

    /** Returns the sender to a webhook of escalations, by its name. Empty if it is not configured. */
    public Optional<WebhookSender> escalation(String webhook) {
        WebhookConfig.Target target = config.targets().get(webhook);
        return target == null
                ? Optional.empty()
                : Optional.of(escalations.computeIfAbsent(
                        webhook, name -> new WebhookSender(vertx, clock, endpoint(name, target), ESCALATIONS)));
    }

    public WebhookSender hook(Hook hook) {
        return hooks.computeIfAbsent(
                hook.name(), name -> new WebhookSender(vertx, clock, hook.endpoint(), hook.concurrency()));
    }
}
