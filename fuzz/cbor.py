"""Encodes bodies of the fuzzer as CBOR. fuzz/schemathesis.toml loads this file."""

import cbor2
import schemathesis


@schemathesis.serializer("application/cbor")
def encode(context, value):
    return {"data": value if isinstance(value, bytes) else cbor2.dumps(value)}
