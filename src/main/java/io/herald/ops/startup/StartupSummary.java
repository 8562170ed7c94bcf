package io.herald.ops.startup;

import io.herald.edge.OriginConfig;
import io.herald.hub.DrainConfig;
import io.herald.log.LogConfig;
import io.herald.webhooks.WebhookConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Logs the version and the most important settings in one line that users can paste into a report. It contains no secrets.
 */
@ApplicationScoped
class StartupSummary {

    private static final Logger LOG = Logger.getLogger("io.herald");
    private static final int AFTER_CHECKS = 3;
    private static final String NOT_SET = "-";

    /** Matches user, password and parameters of a URL. */
    private static final Pattern CREDENTIALS = Pattern.compile("(?<=//)[^,]*@|\\?[^,]*");

    private final Config config;
    private final LogConfig log;
    private final OriginConfig origins;
    private final DrainConfig drain;
    private final WebhookConfig webhookConfig;

    StartupSummary(Config config, LogConfig log, OriginConfig origins, DrainConfig drain, WebhookConfig webhookConfig) {
        this.config = config;
        this.log = log;
        this.origins = origins;
        this.drain = drain;
        this.webhookConfig = webhookConfig;
    }

    void logSummary(@Observes @Priority(AFTER_CHECKS) StartupEvent event) {
        LOG.infof(
                "service.configured version=%s java=%s redis=%s database=%s issuer=%s keys=%s partitions=%d retention=%s"
                        + " drain=%s origins=%d webhooks=%d",
                value("quarkus.application.version"),
                Runtime.version().feature(),
                valueWithoutCredentials("quarkus.redis.hosts"),
                valueWithoutCredentials("quarkus.datasource.reactive.url"),
                valueWithoutCredentials("mp.jwt.verify.issuer"),
                valueWithoutCredentials("mp.jwt.verify.publickey.location"),
                log.partitions(),
                log.retention(),
                drain.window(),
                origins.allowedOrigins().map(List::size).orElse(0),
                webhookConfig.targets().size());
    }

    private String valueWithoutCredentials(String name) {
        return withoutCredentials(value(name));
    }

    private String value(String name) {
        return config.getOptionalValue(name, String.class).orElse(NOT_SET);
    }

    static String withoutCredentials(String urls) {
        return CREDENTIALS.matcher(urls).replaceAll("");
    }
}
