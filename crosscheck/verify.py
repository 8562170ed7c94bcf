"""Verifies webhooks with standardwebhooks.

Each line of the input is a request as JSON: the secret, the headers, the body. Each line of the output is `valid`, or why the request
is not.
"""

import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

for line in sys.stdin:
    request = json.loads(line)
    try:
        Webhook(request["secret"]).verify(request["body"], request["headers"])
        print("valid", flush=True)
    except WebhookVerificationError as failure:
        print(failure, flush=True)
