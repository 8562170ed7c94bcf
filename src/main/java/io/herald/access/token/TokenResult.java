package io.herald.access.token;

/** The result of a verification: the verified token, or why the token was rejected. */
public sealed interface TokenResult permits VerifiedToken, TokenRejection {}
