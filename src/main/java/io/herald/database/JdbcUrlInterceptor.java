package io.herald.database;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Priorities;
import jakarta.annotation.Priority;
import java.util.regex.Pattern;

/**
 * Derives the JDBC URL from the reactive URL if only the latter is set, so that one setting configures the database.
 * Migrations use JDBC, everything else the reactive client.
 */
@Priority(Priorities.APPLICATION)
public final class JdbcUrlInterceptor implements ConfigSourceInterceptor {

    private static final String JDBC = "quarkus.datasource.jdbc.url";
    private static final String REACTIVE = "quarkus.datasource.reactive.url";
    private static final Pattern REACTIVE_FORM =
            Pattern.compile("(?:vertx-reactive:)?postgres(?:ql)?://(?:[^@/]*@)?(?<rest>[^,]*)(?:,.*)?");

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue configured = context.proceed(name);
        return configured == null && name.equals(JDBC) ? derived(context.restart(REACTIVE)) : configured;
    }

    private static ConfigValue derived(ConfigValue reactive) {
        return reactive == null || reactive.getValue() == null
                ? null
                : reactive.withName(JDBC).withValue(jdbc(reactive.getValue()));
    }

    /** Drops user and password: they have their own settings, and the JDBC driver does not accept them before the host. */
    static String jdbc(String reactive) {
        return REACTIVE_FORM.matcher(reactive).replaceFirst("jdbc:postgresql://${rest}");
    }
}
