package io.herald.problem;

/** An invalid field of a request. {@code field} is a path such as {@code to.users[3]}. */
public record Violation(String field, String message) {}
