/** Calls over HTTP: tokens, retries, and the failures of responses. Not part of the API. */
package io.herald.client.http;
