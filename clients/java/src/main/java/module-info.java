/** The Java client of Herald. */
module io.herald.client {
    requires transitive java.net.http;

    exports io.herald.client;
    exports io.herald.client.connection;
    exports io.herald.client.error;
    exports io.herald.client.publish;
    exports io.herald.client.stream;
    exports io.herald.client.webhook;
}
