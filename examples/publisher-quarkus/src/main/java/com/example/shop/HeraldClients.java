package com.example.shop;

import io.herald.client.HeraldClient;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** One client for the whole application. */
class HeraldClients {

    @Produces
    @Singleton
    HeraldClient client(
            @ConfigProperty(name = "herald.url") URI url, @ConfigProperty(name = "herald.token") String token) {
        return HeraldClient.builder(url).tokens(() -> token).build();
    }

    void close(@Disposes HeraldClient client) {
        client.close();
    }
}
