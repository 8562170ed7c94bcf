package io.herald.client.http;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;

/** Creates requests to one service. */
public final class RequestFactory {

    private final URI api;

    /** @param service the address of the service, with the path of a proxy if there is one */
    public RequestFactory(URI service) {
        if (service.getScheme() == null || !service.getScheme().matches("https?") || service.getHost() == null) {
            throw new IllegalArgumentException("not an http or https address: " + service);
        }
        String address = service.toString();
        this.api = URI.create(address + (address.endsWith("/") ? "" : "/") + "api/v1/");
    }

    public HttpRequest.Builder create(String path, String token) {
        return HttpRequest.newBuilder(api.resolve(path)).header("Authorization", "Bearer " + token);
    }

    HttpRequest create(HttpCall call, String token) {
        HttpRequest.Builder request = create(call.path(), token);
        if (call.body() == null) {
            request.method(call.method(), BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json");
            request.method(call.method(), BodyPublishers.ofString(call.body()));
        }
        call.headers().forEach(request::header);
        return request.build();
    }

    /** Returns a name as a segment of a path or a value of a query. */
    public static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
