package io.herald.client.http;

import io.herald.client.connection.RetryPolicy;
import io.herald.client.error.CallInterruptedException;
import io.herald.client.error.ConnectionException;
import io.herald.client.error.HeraldException;
import io.herald.client.error.RateLimitedException;
import io.herald.client.error.ResponseException;
import io.herald.client.error.TokenException;
import io.herald.client.error.UnauthorizedException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Executes calls, and repeats those that failed for a reason that may go away. */
public final class HttpCaller {

    private final HttpClient http;
    private final RequestFactory requests;
    private final TokenCache tokens;
    private final RetryPolicy retries;
    private final Duration timeout;
    private final Clock clock;
    private final Pause pause;

    /** @param timeout of one attempt, including the body of the response */
    public HttpCaller(
            HttpClient http,
            RequestFactory requests,
            TokenCache tokens,
            RetryPolicy retries,
            Duration timeout,
            Clock clock,
            Pause pause) {
        this.http = http;
        this.requests = requests;
        this.tokens = tokens;
        this.retries = retries;
        this.timeout = timeout;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * Executes a call and returns the body of its response, after repeated attempts if necessary.
     *
     * @throws HeraldException the failure of the last attempt
     */
    public String execute(HttpCall call) {
        return repeat(call.idempotent(), () -> executeOnce(call));
    }

    /** Repeats attempts until one returns, one fails permanently, or the time limit of the policy has passed. */
    public <T> T repeat(boolean idempotent, Supplier<T> attempt) {
        Instant deadline = clock.instant().plus(retries.within());
        for (int failures = 1; ; failures++) {
            try {
                return attempt.get();
            } catch (HeraldException failure) {
                Duration delay = delay(failure, failures);
                if (!mayRepeat(idempotent, failure)
                        || clock.instant().plus(delay).isAfter(deadline)) {
                    throw failure;
                }
                await(delay);
            }
        }
    }

    /** Attempts a call, a second time with another token if the service rejects the first one, which may have been revoked. */
    public String executeOnce(HttpCall call) {
        String token = tokens.get();
        try {
            return attempt(call, token);
        } catch (UnauthorizedException rejected) {
            tokens.invalidate(token);
            String next = tokens.get();
            if (next.equals(token)) {
                throw rejected;
            }
            return attempt(call, next);
        }
    }

    private String attempt(HttpCall call, String token) {
        HttpResponse<String> response = send(call, token);
        if (response.statusCode() / 100 == 2) {
            return response.body();
        }
        throw Problems.exception(response.statusCode(), response.headers(), response.body(), clock);
    }

    /** Limits the whole exchange: the time-out of a request ends with the head of its response. */
    private HttpResponse<String> send(HttpCall call, String token) {
        CompletableFuture<HttpResponse<String>> response =
                http.sendAsync(requests.create(call, token), BodyHandlers.ofString());
        try {
            return response.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (TimeoutException e) {
            response.cancel(true);
            throw new ConnectionException("The service did not answer within " + timeout + ".", e);
        } catch (InterruptedException e) {
            response.cancel(true);
            Thread.currentThread().interrupt();
            throw new CallInterruptedException(e);
        }
    }

    static ConnectionException failure(Throwable cause) {
        if (cause instanceof IOException) {
            return new ConnectionException("The connection to the service failed: " + cause, cause);
        }
        throw cause instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(cause);
    }

    /** A call that is not idempotent is repeated only if the service has not executed it. */
    private static boolean mayRepeat(boolean idempotent, HeraldException failure) {
        if (!failure.isTransient()) {
            return false;
        }
        boolean notExecuted = failure instanceof TokenException
                || failure instanceof RateLimitedException
                || failure instanceof ConnectionException connection && !connection.mayHaveExecuted();
        return idempotent || notExecuted;
    }

    /** Adds the random delay to the one that the service names, which it may have named to many clients. */
    private Duration delay(HeraldException failure, int failures) {
        Duration random = retries.delay(failures);
        return failure instanceof ResponseException response
                        && response.retryAfter().isPresent()
                ? response.retryAfter().get().plus(random)
                : random;
    }

    private void await(Duration delay) {
        try {
            pause.await(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallInterruptedException(e);
        }
    }
}
