/** Reads and writes JSON. Not part of the API. */
package io.herald.client.json;
