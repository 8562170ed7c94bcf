package io.herald.client.connection;

/**
 * Supplies access tokens, for example from an identity provider. The client keeps a token until shortly before it expires or
 * until the service rejects it, and then asks for the next one. It never asks from two threads at once.
 */
@FunctionalInterface
public interface TokenSource {

    /**
     * Returns a token that is valid now. May block.
     *
     * @return the token without {@code Bearer}
     * @throws Exception if there is none at the moment; the client tries again, like after a failed call
     */
    String fetch() throws Exception;
}
