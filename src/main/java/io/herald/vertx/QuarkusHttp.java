package io.herald.vertx;

import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/** Gives access to the HTTP layer of Quarkus. */
public final class QuarkusHttp {

    private QuarkusHttp() {}

    /** Returns the handler of every request to the main port: filters, authentication and routes. */
    public static Handler<HttpServerRequest> requestHandler() {
        return VertxHttpRecorder.getRootHandler();
    }
}
