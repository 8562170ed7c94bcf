# Sends a notification to a user: python3 publisher.py alice 'Your order is on its way'
import http.client, json, os, random, sys, time, urllib.error, urllib.request, uuid

URL = os.environ.get("HERALD_URL", "http://localhost:8080")


def token():
    return os.environ["HERALD_TOKEN"]  # in production: from your identity provider


def send(notification, key=None, within=60):
    """Repeats the call under one key until the service has answered, so the notification is sent once."""
    key = key or str(uuid.uuid4())
    deadline = time.monotonic() + within
    attempt = 0
    while True:
        headers = {"Authorization": f"Bearer {token()}", "Content-Type": "application/json", "Idempotency-Key": key}
        request = urllib.request.Request(f"{URL}/api/v1/notifications", json.dumps(notification).encode(), headers)
        named = 0
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.load(answer)  # {"id": …, "duplicate": …}
        except urllib.error.HTTPError as refusal:
            failure = RuntimeError(f"{refusal.code} {refusal.read().decode(errors='replace')}")
            if refusal.code != 429 and refusal.code < 500:
                raise failure from None
            named = int(refusal.headers.get("Retry-After") or 0)
        except (OSError, http.client.HTTPException) as broken:
            failure = broken
        wait = named + random.random() * min(10, 0.2 * 2**attempt)
        if time.monotonic() + wait > deadline:
            raise failure
        time.sleep(wait)
        attempt += 1


if __name__ == "__main__":
    if not os.environ.get("HERALD_TOKEN") or len(sys.argv) != 3:
        sys.exit("Set HERALD_TOKEN to the token of a publisher, and name a user and a title: publisher.py alice 'On its way'")
    user, title = sys.argv[1:]
    print(send({"to": {"users": [user]}, "type": "success", "title": title}))
