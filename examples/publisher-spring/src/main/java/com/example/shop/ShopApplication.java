package com.example.shop;

import io.herald.client.HeraldClient;
import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class ShopApplication {

    public static void main(String[] args) {
        SpringApplication.run(ShopApplication.class, args);
    }

    /** One client for the whole application. Spring closes it. */
    @Bean
    HeraldClient heraldClient(@Value("${herald.url}") URI url, @Value("${herald.token}") String token) {
        return HeraldClient.builder(url).tokens(() -> token).build();
    }
}
