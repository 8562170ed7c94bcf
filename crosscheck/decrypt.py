"""Decrypts push messages with http_ece.

Each line of the input is a message in base64url: the private key of the receiver, the secret `auth`, the body. Each line of the output
is a plaintext in base64url.
"""

import base64
import sys

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


for line in sys.stdin:
    scalar, auth, body = (decode(part) for part in line.split())
    key = ec.derive_private_key(int.from_bytes(scalar, "big"), ec.SECP256R1())
    plaintext = http_ece.decrypt(body, private_key=key, auth_secret=auth, version="aes128gcm")
    print(base64.urlsafe_b64encode(plaintext).decode(), flush=True)
