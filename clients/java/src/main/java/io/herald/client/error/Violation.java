package io.herald.client.error;

/**
 * An invalid field of a request.
 *
 * @param field the path of the field, such as {@code to.users[3]}
 * @param message what is wrong with it
 */
public record Violation(String field, String message) {}
