package io.herald.testing.firefox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/** A session of Firefox: a container, which has its own storage, cookies, workers and subscriptions. */
public final class FirefoxSession implements AutoCloseable {

    private static final String ALERTS = "[...Services.wm.getEnumerator('alert:alert')]";
    /** A window may still be loading. */
    private static final String TITLE = "document.getElementById('alertTitleLabel')?.value";

    private static final String CLICK =
            ALERTS + ".find((alert) => alert." + TITLE + " === '%s').document.getElementById('alertBox').click()";

    private final BidiConnection connection;
    private final String id;

    private FirefoxSession(BidiConnection connection, String id) {
        this.connection = connection;
        this.id = id;
    }

    static FirefoxSession create(BidiConnection connection) {
        JsonObject created = connection.send("browser.createUserContext", new JsonObject());
        return new FirefoxSession(connection, created.getString("userContext"));
    }

    /** Allows notifications of a site, as a user does who is asked. */
    public void allowNotifications(String origin) {
        connection.send(
                "permissions.setPermission",
                new JsonObject()
                        .put("descriptor", new JsonObject().put("name", "notifications"))
                        .put("state", "granted")
                        .put("origin", origin)
                        .put("userContext", id));
    }

    /** Opens an address in a new tab in the foreground, and waits until it is loaded. */
    public FirefoxTab open(String address) {
        JsonObject tab = new JsonObject().put("type", "tab").put("userContext", id);
        String context = connection.send("browsingContext.create", tab).getString("context");
        FirefoxTab opened = new FirefoxTab(connection, context);
        opened.navigate(address);
        return opened;
    }

    /** The addresses of the tabs of this session. */
    public List<String> addresses() {
        return contexts(new JsonObject())
                .filter(tab -> tab.getString("userContext").equals(id))
                .map(tab -> tab.getString("url"))
                .toList();
    }

    /** The titles of the notifications that the browser shows. */
    @SuppressWarnings("unchecked")
    public List<String> notifications() {
        return (List<String>) desktop().get(ALERTS + ".map((alert) => alert." + TITLE + ").filter(Boolean)");
    }

    /** Clicks a notification. */
    public void click(String title) {
        desktop().get(CLICK.formatted(title));
    }

    /** The window of the browser, whose scripts may see its other windows. */
    private FirefoxTab desktop() {
        String context = contexts(new JsonObject().put("moz:scope", "chrome"))
                .filter(window -> window.getString("url").endsWith("/browser.xhtml"))
                .map(window -> window.getString("context"))
                .findFirst()
                .orElseThrow();
        return new FirefoxTab(connection, context);
    }

    private Stream<JsonObject> contexts(JsonObject scope) {
        JsonArray contexts = connection.send("browsingContext.getTree", scope).getJsonArray("contexts");
        return contexts.stream().map(JsonObject.class::cast);
    }

    @Override
    public void close() {
        connection.send("browser.removeUserContext", new JsonObject().put("userContext", id));
    }
}
