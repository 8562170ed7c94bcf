/** The calls of the REST API. Not part of the API of the client. */
package io.herald.client.calls;
