package io.herald.access;

/**
 * Receives the id of the caller of each authenticated request. Runs within the request: must not block, and must be
 * cheap.
 */
public interface AuthenticationListener {
    void onAuthenticated(String user);
}
