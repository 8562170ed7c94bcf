package io.herald.testing.firefox;

import io.herald.testing.Await;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A tab of Firefox, or a window of the browser itself. */
public final class FirefoxTab {

    private final BidiConnection connection;
    private final String context;

    FirefoxTab(BidiConnection connection, String context) {
        this.connection = connection;
        this.context = context;
    }

    /** Opens an address and waits until it is loaded. */
    public void navigate(String address) {
        connection.send(
                "browsingContext.navigate", command().put("url", address).put("wait", "complete"));
    }

    /** Returns the value of an expression of the page, after awaiting a promise. The expression may do what needs a click. */
    public @Nullable Object get(String expression) {
        JsonObject result = connection.send(
                "script.evaluate",
                new JsonObject()
                        .put("expression", "(async () => JSON.stringify((await (" + expression + ")) ?? null))()")
                        .put("target", command())
                        .put("awaitPromise", true)
                        .put("userActivation", true));
        if (!"success".equals(result.getString("type"))) {
            throw new AssertionError(
                    expression + ": " + result.getJsonObject("exceptionDetails").getString("text"));
        }
        Object value = Json.decodeValue(result.getJsonObject("result").getString("value"));
        return value instanceof JsonArray array ? array.getList() : value;
    }

    public void until(String expression) {
        Await.until(expression, () -> Boolean.TRUE.equals(get(expression)));
    }

    public void close() {
        connection.send("browsingContext.close", command());
    }

    private JsonObject command() {
        return new JsonObject().put("context", context);
    }
}
