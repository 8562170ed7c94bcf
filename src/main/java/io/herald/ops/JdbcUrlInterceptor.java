package io.herald.ops;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Priorities;
import jakarta.annotation.Priority;
import java.util.regex.Pattern;

/**
 * The migrations speak JDBC, all else the reactive protocol. One database is one setting: where only the reactive URL
 * is given, the other follows from it.
 */
@Priority(Priorities.APPLICATION)
public final class JdbcUrlInterceptor implements ConfigSourceInterceptor {

    private static final String JDBC = "quarkus.datasource.jdbc.url";
    private static final String REACTIVE = "quarkus.datasource.reactive.url";
    private static final Pattern REACTIVE_FORM =
            Pattern.compile("(?:vertx-reactive:)?postgres(?:ql)?://(?:[^@/]*@)?(?<rest>[^,]*)(?:,.*)?");

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue given = context.proceed(name);
        return given == null && name.equals(JDBC) ? derived(context.restart(REACTIVE)) : given;
    }

    private static ConfigValue derived(ConfigValue reactive) {
        return reactive == null || reactive.getValue() == null
                ? null
                : reactive.withName(JDBC).withValue(jdbc(reactive.getValue()));
    }

    /** User and password are settings of their own; the JDBC driver takes none from in front of the host. */
    static String jdbc(String reactive) {
        return REACTIVE_FORM.matcher(reactive).replaceFirst("jdbc:postgresql://${rest}");
    }
}
